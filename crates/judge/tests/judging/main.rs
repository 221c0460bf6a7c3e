//! The judge through its door: a few lines of what was said on some days, and what it makes of them.

mod answers;
mod any_input;
mod blame;
mod carried;
mod contradiction;
mod copies;
mod dating;
mod decisions;
mod deviations;
mod famous_answers;
mod famous_days;
mod given;
mod judged;
mod jury;
mod lasting_errors;
mod later;
mod levels;
mod lone;
mod many;
mod moves;
mod older_days;
mod one_answer;
mod pegs;
mod properties;
mod real_errors;
mod recorded;
mod recorded_days;
mod restricted_days;
mod set_aside;
mod shock_days;
mod silent_days;
mod usual;
mod verdicts;
mod worlds;

use judged::{judged, judged_by};
