//! `--date D` or `--from D --to D`: the market days that a source is asked for.

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
