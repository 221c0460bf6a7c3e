//! Trust on recorded real rates: who is believed, on days on which it is hard to tell.

mod days;
mod rebuilds;
mod short_way;
mod support;
mod synthetic;
