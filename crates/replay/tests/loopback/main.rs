//! Starts the server and asks it over loopback, as the extractors do.

mod control;
mod exchangerate;
mod faults;
mod frankfurter;
mod process;
mod support;
