//! `--date D`, `--from D --to D` or `--scheduled-at T`: the market days that a source is asked for, and how.

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::{Arg, Args, Command, value_parser};
use jiff::Timestamp;
use makerates_core::clock::Clock;
use makerates_core::failure::{Exit, Failure};
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::market_day;
use std::ffi::OsStr;

/// The market days to ask for; nothing given asks for the latest. An empty text is nothing: a flow hands on what it has.
#[derive(Debug, Args)]
pub struct DayArgs {
    /// One market day: the same as `--from DAY --to DAY`
    #[arg(long, value_name = "DAY", value_parser = given::<RateDate>)]
    date: Option<Given<RateDate>>,

    /// The first market day of a range
    #[arg(long, value_name = "DAY", value_parser = given::<RateDate>)]
    from: Option<Given<RateDate>>,

    /// The last market day of a range
    #[arg(long, value_name = "DAY", value_parser = given::<RateDate>)]
    to: Option<Given<RateDate>>,

    /// When the schedule meant this run to be: of an earlier day, the market day that it would have seen is asked for. A
    /// day that is named goes before it
    #[arg(long, value_name = "INSTANT", value_parser = given::<Timestamp>)]
    scheduled_at: Option<Given<Timestamp>>,

    /// How a range is asked for
    #[arg(long, default_value = "batch", value_parser = OrDefault(EnumValueParser::new(), RangeMode::Batch))]
    pub mode: RangeMode,

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
    #[arg(long, value_name = "N", default_value = "2", value_parser = OrDefault(value_parser!(u8).range(1..=16), 2))]
    pub concurrency: u8,

    /// With `--mode isolated`: stop when so many days have failed
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    max_failures: Option<Given<usize>>,
}

/// How a range is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RangeMode {
    /// As few requests as the source allows; the first that fails ends the run
    Batch,
    /// A request a market day: one that fails harms no other
    Isolated,
}

/// The value of an argument, or none of an empty one.
#[derive(Debug, Clone, Copy)]
struct Given<T>(Option<T>);

fn given<T: std::str::FromStr>(text: &str) -> Result<Given<T>, T::Err> {
    if text.is_empty() { Ok(Given(None)) } else { text.parse().map(Some).map(Given) }
}

fn value<T: Copy>(argument: Option<Given<T>>) -> Option<T> {
    argument.and_then(|Given(value)| value)
}

fn at_least_one(text: &str) -> Result<Given<usize>, String> {
    if text.is_empty() {
        return Ok(Given(None));
    }
    let number = text.parse().ok().filter(|number| *number > 0);
    number.map(|number| Given(Some(number))).ok_or_else(|| "a number from 1 on is needed".to_owned())
}

/// Reads a value as another parser does; an empty one is the default.
#[derive(Clone)]
struct OrDefault<P: TypedValueParser>(P, P::Value);

impl<P: TypedValueParser<Value: Sync>> TypedValueParser for OrDefault<P> {
    type Value = P::Value;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Self::Value, clap::Error> {
        if value.is_empty() { Ok(self.1.clone()) } else { self.0.parse_ref(command, arg, value) }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Whatever is newest.
    Latest,
    /// Market days, both ends included.
    Range(RateDate, RateDate),
    /// The market day that a schedule would have seen, had it not been missed. A source that keeps a holiday then had
    /// an earlier one to show.
    Missed(RateDate),
}

impl DayArgs {
    /// When so many days or banks have failed the run stops.
    pub(super) fn max_failures(&self) -> Option<usize> {
        value(self.max_failures)
    }

    /// The days, when they make sense: in order, not before `first` (the source's history), not after today.
    pub fn days(&self, first: RateDate, clock: &Clock) -> Result<Days, Failure> {
        let today = utc_day(clock.now());
        let days = self.named(today)?;
        let (from, to) = match days {
            Days::Range(from, to) => (from, to),
            Days::Missed(day) => (day, day),
            Days::Latest => return Ok(days),
        };
        if to < from {
            let what = format!("the range ends ({to}) before it begins ({from})");
            return Err(refusal(what, "swap the two days"));
        }
        if from < first {
            return Err(refusal(
                format!("{from} is before the source's history"),
                &format!("begin on {first} or later"),
            ));
        }
        if to > today {
            let what = format!("{to} is in the future: today is {today}");
            let next = if from == to {
                "leave the date out for the latest rates".to_owned()
            } else {
                format!("end the range on {today} or earlier")
            };
            return Err(refusal(what, &next));
        }
        Ok(days)
    }

    /// The days by the arguments alone.
    fn named(&self, today: RateDate) -> Result<Days, Failure> {
        match (value(self.date), value(self.from), value(self.to)) {
            (Some(day), None, None) => Ok(Days::Range(day, day)),
            (None, Some(from), Some(to)) => Ok(Days::Range(from, to)),
            (None, None, None) => {
                let scheduled_at = value(self.scheduled_at);
                scheduled_at.map_or(Ok(Days::Latest), |instant| of_schedule(utc_day(instant), today))
            }
            (None, Some(_), None) => Err(refusal("--from has no --to", "give both, or --date for one day")),
            (None, None, Some(_)) => Err(refusal("--to has no --from", "give both, or --date for one day")),
            (Some(_), ..) => {
                Err(refusal("--date cannot be used with --from or --to", "leave one of them out, or empty"))
            }
        }
    }
}

/// What a schedule of a day means on another one. Clocks of two machines differ by seconds: the day decides.
fn of_schedule(day: RateDate, today: RateDate) -> Result<Days, Failure> {
    match day.cmp(&today) {
        std::cmp::Ordering::Equal => Ok(Days::Latest),
        std::cmp::Ordering::Less => Ok(Days::Missed(market_day::of_stamp(day.into()))),
        std::cmp::Ordering::Greater => {
            let what = format!("--scheduled-at {day} is in the future: today is {today}");
            Err(refusal(what, "leave it out for the latest rates"))
        }
    }
}

fn refusal(what: impl Into<String>, next: &str) -> Failure {
    Failure::new(Exit::Usage, what, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn day(text: &str) -> RateDate {
        text.parse().unwrap()
    }

    #[derive(Parser)]
    struct Tool {
        #[command(flatten)]
        days: DayArgs,
    }

    /// The days that arguments mean on Tuesday 2026-09-29, or the message.
    fn days(arguments: &[&str]) -> Result<Days, String> {
        let clock = Clock::At("2026-09-29T06:00:00Z".parse().unwrap());
        let tool = Tool::try_parse_from([&["tool"], arguments].concat()).map_err(|error| error.to_string())?;
        tool.days.days(day("1999-01-04"), &clock).map_err(|failure| failure.what)
    }

    fn missed(scheduled_at: &str) -> Result<String, String> {
        match days(&["--scheduled-at", scheduled_at])? {
            Days::Missed(day) => Ok(day.to_string()),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn a_missed_schedule_means_the_market_day_that_it_would_have_seen() {
        for (scheduled_at, market_day) in [
            ("2026-09-28T06:00:00Z", "2026-09-25"),     // Monday
            ("2026-09-27T06:00:00Z", "2026-09-25"),     // Sunday
            ("2026-09-26T06:00:00Z", "2026-09-25"),     // Saturday
            ("2026-09-25T06:00Z", "2026-09-24"),        // Friday, as the engine writes it
            ("2026-09-29T00:30+02:00", "2026-09-25"),   // Monday still in UTC
            ("2024-04-02T06:00:00.000Z", "2024-04-01"), // Easter Monday is a market day elsewhere
        ] {
            assert_eq!(missed(scheduled_at), Ok(market_day.to_owned()), "{scheduled_at}");
        }
    }

    #[test]
    fn a_schedule_of_today_means_the_latest_and_none_lies_in_the_future() {
        for today in ["2026-09-29T06:00:00Z", "2026-09-29T06:00:01Z", "2026-09-29T00:00Z", ""] {
            assert_eq!(days(&["--scheduled-at", today]), Ok(Days::Latest), "{today}");
        }
        let future = days(&["--scheduled-at", "2026-09-30T00:00:00Z"]);
        assert_eq!(future, Err("--scheduled-at 2026-09-30 is in the future: today is 2026-09-29".to_owned()));
        assert!(missed("1999-01-04T06:00:00Z").unwrap_err().contains("before the source's history"));
        assert!(missed("soon").unwrap_err().contains("--scheduled-at"));
    }

    #[test]
    fn whatever_has_a_default_has_it_for_an_empty_argument_too() {
        let tool = |arguments: &[&str]| Tool::try_parse_from([&["tool"], arguments].concat());
        let empty = tool(&["--mode", "", "--concurrency=", "--max-failures", ""]).map(|tool| tool.days).unwrap();
        assert_eq!((empty.mode, empty.concurrency, empty.max_failures()), (RangeMode::Batch, 2, None));
        let given =
            tool(&["--mode", "isolated", "--concurrency=3", "--max-failures", "4"]).map(|tool| tool.days).unwrap();
        assert_eq!((given.mode, given.concurrency, given.max_failures()), (RangeMode::Isolated, 3, Some(4)));
        for wrong in [["--mode", "both"], ["--concurrency", "0"], ["--max-failures", "0"]] {
            assert!(tool(&wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_empty_argument_is_none_and_a_day_that_is_named_goes_before_a_schedule() {
        let range = |from, to| Ok(Days::Range(day(from), day(to)));
        assert_eq!(days(&["--date", "2026-09-25", "--scheduled-at", ""]), range("2026-09-25", "2026-09-25"));
        assert_eq!(
            days(&["--date", "", "--from", "2026-09-24", "--to", "2026-09-25"]),
            range("2026-09-24", "2026-09-25")
        );
        assert_eq!(days(&["--date", "", "--from", "", "--to", "", "--scheduled-at", ""]), Ok(Days::Latest));
        let scheduled = ["--scheduled-at", "2026-09-25T06:00:00Z"];
        for named in [&["--date", "2026-09-22"][..], &["--from", "2026-09-22", "--to", "2026-09-22"]] {
            assert_eq!(days(&[&scheduled, named].concat()), range("2026-09-22", "2026-09-22"), "{named:?}");
        }
        assert!(days(&["--date", "2026-09-24", "--to", "2026-09-24"]).unwrap_err().contains("cannot be used with"));
        assert!(days(&["--from", "2026-09-24", "--to", ""]).unwrap_err().contains("has no --to"));
    }
}
