//! What Makerates knows of currencies, days and rates, and how a source's answer is read: facts and rules alone.
//!
//! Nothing here asks the time, a store, the network or the environment. Facts are lists (`*.csv`) with the days on which
//! they hold and who says so.

pub mod answers;
pub mod blocs;
pub mod currency;
pub mod dates;
mod excerpt;
pub mod iso4217;
pub mod legacy_euro;
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
