//! The faults that are put in.

mod apply;
mod kind;
mod lasting;
mod plan;
mod spacing;

pub use kind::{Group, Kind, Lasting};
pub use plan::{Case, Fault, Plan, Planner};
