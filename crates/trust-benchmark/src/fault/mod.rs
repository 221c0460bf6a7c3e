//! The faults that are put in.

mod apply;
mod kind;
mod sites;
mod trial;

pub use kind::{Group, Kind, Lasting};
pub use sites::{Site, Sites};
pub use trial::{Case, Trial};
