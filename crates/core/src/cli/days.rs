//! `--date D` or `--from D --to D`: the market days that a source is asked for, and how.

use crate::clock::Clock;
use crate::dates::RateDate;
use crate::failure::{Exit, Failure};
use crate::quota::utc_day;
use clap::Args;

/// The market days to ask for; nothing given asks for the latest.
#[derive(Debug, Args)]
pub struct DayArgs {
    /// One market day
    #[arg(long, value_name = "DAY", conflicts_with_all = ["from", "to"])]
    pub date: Option<RateDate>,

    /// The first market day of a range
    #[arg(long, value_name = "DAY", requires = "to")]
    pub from: Option<RateDate>,

    /// The last market day of a range
    #[arg(long, value_name = "DAY", requires = "from")]
    pub to: Option<RateDate>,

    /// How a range is asked for
    #[arg(long, value_enum, default_value_t = Mode::Batch)]
    pub mode: Mode,

    /// Show the plan (requests, quota, time), and ask nothing
    #[arg(long)]
    pub dry_run: bool,

    /// When the quota does not suffice, ask for the days that fit, and name the rest
    #[arg(long)]
    pub up_to_quota: bool,

    /// Ask again for what bronze has an answer to
    #[arg(long)]
    pub refresh: bool,

    /// How many requests may be under way at the same time
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub concurrency: u8,

    /// With `--mode isolated`: stop when so many days have failed
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub max_failures: Option<usize>,
}

/// How a range is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Mode {
    /// As few requests as the source allows; the first that fails ends the run
    Batch,
    /// A request a market day: one that fails harms no other
    Isolated,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "a number from 1 on is needed".to_owned())
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Whatever is newest.
    Latest,
    /// One market day.
    One(RateDate),
    /// A range, both ends included.
    Range(RateDate, RateDate),
}

impl DayArgs {
    /// The days, when they make sense: in order, not before `first` (the source's history), not after today.
    pub fn days(&self, first: RateDate, clock: &Clock) -> Result<Days, Failure> {
        let today = utc_day(clock.now());
        let days = match (self.date, self.from, self.to) {
            (Some(day), ..) => Days::One(day),
            (None, Some(from), Some(to)) => Days::Range(from, to),
            _ => Days::Latest,
        };
        let (from, to) = match days {
            Days::Range(from, to) => (from, to),
            Days::One(day) => (day, day),
            Days::Latest => return Ok(days),
        };
        let refuse = |what: String, next: &str| Err(Failure::new(Exit::Usage, what, next));
        if to < from {
            return refuse(format!("the range ends ({to}) before it begins ({from})"), "swap --from and --to");
        }
        if from < first {
            return refuse(format!("{from} is before the source's history"), &format!("begin on {first} or later"));
        }
        if to > today {
            return refuse(
                format!("{to} is in the future: today is {today}"),
                "leave the date out for the latest rates",
            );
        }
        Ok(days)
    }
}
