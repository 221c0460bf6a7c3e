//! The faults that are put in.

mod apply;
mod case;
mod kind;
mod lasting;
mod plan;
mod spacing;

pub use case::{Case, Fault};
pub use kind::{Group, Kind, Lasting};
pub use plan::{Plan, Planner};
