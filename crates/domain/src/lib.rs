//! What Makerates knows of currencies, days and rates, and how a source's answer is read: facts and rules alone.
//!
//! Nothing here asks the time, a store, the network or the environment. Facts are lists (`*.csv`) with the days on which
//! they hold and who says so:
//!
//! - `confirmed` says how well a row is: `measured` in recorded rates, `reported` by what was read when it was `checked`,
//!   or `unconfirmed`: common knowledge of the field.
//! - `checked` is the day on which somebody last looked.
//! - `authority` (of a regime `source`) is whose act or word it is.

pub mod answers;
pub mod blocs;
pub mod currency;
pub mod dates;
pub mod due;
mod excerpt;
pub mod iso4217;
pub mod legacy_euro;
mod list;
pub mod market_day;
pub mod pair;
pub mod pegs;
pub mod rate;
#[cfg(test)]
mod recorded;
pub mod redenominations;
pub mod regimes;
pub mod source;
pub mod target_calendar;
