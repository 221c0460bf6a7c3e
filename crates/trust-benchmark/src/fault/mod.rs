//! The faults that are put in.

mod apply;
mod case;
mod injection;
mod kind;
mod lasting;
mod spacing;

pub use case::{Case, Fault};
pub use injection::{Injection, Injector};
pub use kind::{Group, Kind, Lasting};
