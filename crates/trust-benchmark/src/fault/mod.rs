//! The faults that are put in.

mod apply;
mod kind;
mod plan;
mod spacing;

pub use kind::Kind;
pub use plan::{Case, Fault, Plan, Planner};
