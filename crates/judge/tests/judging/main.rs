//! The judge through its door: a few lines of what was said on some days, and what it makes of them.

mod answers;
mod blame;
mod carried;
mod contradiction;
mod copies;
mod decisions;
mod given;
mod judged;
mod levels;
mod lone;
mod moves;
mod pegs;
mod verdicts;

use judged::{judged, judged_by};
