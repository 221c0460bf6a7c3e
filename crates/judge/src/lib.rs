//! Who is believed: whether the witnesses of a market day agree, who of them is wrong, and whose rate stands.
//!
//! Judging is a fold over the market days. A verdict uses its day and the past alone: [`Judge::judge`] looks at a day
//! without changing anything, [`Judge::learn`] remembers of it what later days need. So a verdict is the same whenever
//! it is computed, and a fault can be tried on a day without trying it on the history.
//!
//! Nothing here reads, writes, asks or waits. Rates stay the decimals that they are: what is compared is their logarithm,
//! in percent, so that up and down are alike. A statistic is a binary float, a rate never is.
//!
//! ```
//! use makerates_judge::{Judge, Settings};
//!
//! let mut judge = Judge::new(Settings::default());
//! let day = judge.hear("2026-09-28".parse()?, Vec::new());
//! let judgement = judge.judge(&day);
//! judge.learn(&day, &judgement);
//! assert!(judgement.consensus.is_empty(), "nobody spoke");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answers;
mod blame;
mod comparison;
mod consensus;
mod contradiction;
mod copies;
mod dating;
mod day;
mod disputes;
mod evidence;
mod facts;
mod judge;
mod jury;
mod levels;
mod lone;
mod memory;
mod moves;
mod pair;
mod pegs;
mod set_aside;
mod settings;
mod sheet;
mod speakers;
mod statistics;
mod words;
mod wrong_column;

pub use answers::AnswerCheck;
pub use blame::Deviation;
pub use comparison::Reference;
pub use consensus::{Consensus, Verdict};
pub use dating::{Dating, Lag, LogRates};
pub use day::{AnswerId, Decision, MarketDay, Observation, Witness};
pub use evidence::Evidence;
pub use judge::{Judge, Judgement};
pub use lone::UnwitnessedRate;
pub use moves::Move;
pub use pegs::BrokenPeg;
pub use settings::Settings;
