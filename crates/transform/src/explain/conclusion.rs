//! The conclusion: the rate and who says so, or why there is none; who disagrees, since when, and what to do.

use super::facts::{PairRate, Withheld, has_ended, last_validated, withheld};
use crate::error::SilverError;
use duckdb::Connection;
use makerates_core::cli::Context;
use makerates_core::runbook::{self, Advice};
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
        let known = unpublished::why(pair, question.is_given.then_some(day), now, &context.config.gold.bases);
        let mut withheld_ones = Vec::new();
        for leg in question.legs {
            withheld_ones.extend(withheld(db, *leg, day)?);
        }
        let rate = PairRate::read(db, pair, day)?;
        let mut lines = vec![match (&rate, &known) {
            (Some(rate), _) => rate.sentence(pair, day),
            (None, Some(known)) if withheld_ones.is_empty() => known.why.clone(),
            (None, _) if withheld_ones.is_empty() => format!("{pair} has no rate on {day}: no source has one of it"),
            (None, _) => format!("{pair} has no rate on {day}: what was said is withheld"),
        }];
        lines.extend(withheld_ones.iter().take(WITHHELD_SHOWN).map(Withheld::sentence));
        let mut next = match &rate {
            Some(_) => None,
            None if withheld_ones.is_empty() => known.as_ref().map(|known| known.next.clone()),
            None => withheld_ones.first().map(|one| one.next_step(day)),
        };
        if rate.is_none() {
            for leg in question.legs {
                lines.extend(last_validated(db, *leg, day)?);
            }
            next = next.or_else(|| Some(pointer(runbook::LATEST_IS_OLD, pair)));
        } else if let Some(known) = known {
            lines.push(format!("it is not published: {}", known.why));
            next = Some(known.next);
        } else if let Some((line, step)) = age(db, question, utc_day(now), due::market_day(now))? {
            lines.push(line);
            next = Some(step);
        }
        Ok(Self { text: lines.join("\n"), next })
    }
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
    let last = nth_ecb_day_after(question.day, VALIDITY_ECB_DAYS);
    let line = match last {
        Some(last) if today > last => format!("it is stale: it held until the end of {last}, and {due} is due"),
        _ => format!("there is no newer one yet, and {due} is due"),
    };
    Ok(Some((line, pointer(runbook::NO_FRESH_RATES, question.pair))))
}

/// What to do, and where the runbook has more.
fn pointer(advice: Advice, pair: CurrencyPair) -> String {
    format!("{} ({})", advice.next.replace("PAIR", &pair.to_string()), advice.place())
}
