//! The conclusion: the rate and who says so, or why there is none; who disagrees, since when, and what to do.

use super::facts::{PairRate, Withheld, has_ended, last_validated, withheld};
use crate::error::SilverError;
use duckdb::Connection;
use makerates_core::cli::Context;
use makerates_core::runbook;
use makerates_core::unpublished;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::due;
use makerates_domain::pair::CurrencyPair;
use makerates_domain::target_calendar::{VALIDITY_ECB_DAYS, nth_ecb_day_after};

/// So many of those that are withheld are told; the evidence has all.
const WITHHELD_SHOWN: usize = 3;

/// What is known of a pair on a day, in sentences.
pub struct Conclusion {
    /// A line for each.
    pub text: String,
    /// What to do, where there is something to do.
    pub next: Option<String>,
}

/// What is asked.
pub struct Question<'a> {
    pub pair: CurrencyPair,
    /// Its currencies but the euro.
    pub legs: &'a [CurrencyCode],
    pub day: RateDate,
    /// Whether the day was given; else it is the newest one.
    pub is_given: bool,
}

impl Conclusion {
    /// Reads what silver says.
    pub fn of(context: &Context, db: &Connection, question: &Question<'_>) -> Result<Self, SilverError> {
        let (now, pair, day) = (context.clock.now(), question.pair, question.day);
        let on = if question.is_given { day } else { due::market_day(now) };
        if let Some(replaced) = unpublished::replaced(pair, on) {
            return Ok(Self { text: replaced.why, next: Some(replaced.next) });
        }
        let mut withheld_ones = Vec::new();
        for leg in question.legs {
            withheld_ones.extend(withheld(db, *leg, day)?);
        }
        let told = withheld_ones.iter().take(WITHHELD_SHOWN).map(Withheld::sentence).collect::<Vec<_>>();
        if let Some(rate) = PairRate::read(db, pair, day)? {
            let mut lines = [vec![rate.sentence(pair, day, &withheld_ones)], told].concat();
            let (line, next) = match unpublished::not_a_base(pair, &context.config.gold.bases) {
                Some(known) => (Some(format!("it is not published: {}", known.why)), Some(known.next)),
                None => age(db, question, utc_day(now), due::market_day(now))?.unzip(),
            };
            lines.extend(line);
            return Ok(Self { text: lines.join("\n"), next });
        }
        let known = unpublished::why(pair, question.is_given.then_some(day), now, &context.config.gold.bases);
        let (why, next) = match (withheld_ones.first(), known) {
            (Some(first), _) => ("what was said of it is withheld".to_owned(), Some(first.next_step(day))),
            (None, Some(known)) => (known.why, Some(known.next)),
            (None, None) => ("no source has one of it that can be used".to_owned(), None),
        };
        let mut lines = [vec![format!("{pair} has no rate on {day}: {why}")], told].concat();
        let mut last_day = None;
        for leg in question.legs {
            let Some((rate, last)) = last_validated(db, *leg, day)? else { continue };
            let state = if question.is_given || !is_stale(last, utc_day(now)) { "" } else { ", and it is stale" };
            lines.push(format!("the last validated one is {rate} of {last}{state}"));
            last_day = last_day.max(Some(last));
        }
        let next = next.or_else(|| last_day.map(|last| format!("ask for that one: --date {last}")));
        Ok(Self { text: lines.join("\n"), next: next.or_else(|| Some(SEE_WHAT_THERE_IS.to_owned())) })
    }
}

/// Where nothing at all is known.
const SEE_WHAT_THERE_IS: &str =
    "`transform inspect --sql 'select currency, rate_date from silver.latest_rates'` lists what has rates";

/// Whether a rate that was the newest one holds no longer.
fn is_stale(day: RateDate, today: RateDate) -> bool {
    nth_ecb_day_after(day, VALIDITY_ECB_DAYS).is_some_and(|last| today > last)
}

/// What is to be said of a newest rate that is old.
fn age(
    db: &Connection,
    question: &Question<'_>,
    today: RateDate,
    due: RateDate,
) -> Result<Option<(String, String)>, SilverError> {
    if question.is_given || question.day >= due {
        return Ok(None);
    }
    for leg in question.legs {
        if has_ended(db, *leg)? {
            let line = format!("it has ended: no source has a newer rate of {leg}");
            let next =
                "use another currency; `sync-dynamodb convert --allow-stale` converts by this last one".to_owned();
            return Ok(Some((line, next)));
        }
    }
    let line = if is_stale(question.day, today) {
        format!("it is stale: {due} is due")
    } else {
        format!("there is no newer one yet, and {due} is due")
    };
    let place = runbook::NO_FRESH_RATES.place();
    Ok(Some((line, format!("run the pipeline; `quota-gate health` says which step failed ({place})"))))
}
