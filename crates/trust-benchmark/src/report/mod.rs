//! What was measured, as tables and as JSON.

pub mod json;
pub mod markdown;
