//! Simpler rules on the same faulty data, for comparison.

pub mod fixed;
mod rolling;
pub mod sketch;
