//! The conclusion: the rate and who says so, or why there is none; who disagrees, since when, and what to do.

use super::facts::{
    Withheld, accepted, has_ended, is_latest_stale, is_overtaken, is_unasked, last_validated, withheld,
};
use super::pair_rate::PairRate;
use crate::error::SilverError;
use duckdb::Connection;
use makerates_core::cli::Context;
use makerates_core::runbook;
use makerates_core::unpublished;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::due;
use makerates_domain::pair::CurrencyPair;
use makerates_domain::target_calendar::is_stale;

/// So many of those that are withheld are told; the evidence has all.
const WITHHELD_SHOWN: usize = 3;

/// What is known of a pair on a day, in sentences.
pub struct Conclusion {
    /// A line for each.
    pub text: String,
    /// What to do, where there is something to do.
    pub next: Option<String>,
    /// The currencies whose evidence tells more.
    pub of: Vec<CurrencyCode>,
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

impl Question<'_> {
    /// Its currencies, and those without which their rates would not be what they are.
    fn with(&self, others: &[CurrencyCode]) -> Vec<CurrencyCode> {
        let mut all = self.legs.to_vec();
        for code in others {
            if *code != CurrencyCode::EUR && !all.contains(code) {
                all.push(*code);
            }
        }
        all
    }
}

impl Conclusion {
    /// Reads what silver says.
    pub fn of(context: &Context, db: &Connection, question: &Question<'_>) -> Result<Self, SilverError> {
        let (now, pair, day) = (context.clock.now(), question.pair, question.day);
        let on = if question.is_given { day } else { due::market_day(now) };
        if let Some(replaced) = unpublished::replaced(pair, on) {
            return Ok(Self { text: replaced.why, next: Some(replaced.next), of: question.legs.to_vec() });
        }
        let rate = PairRate::read(db, pair, day)?;
        let legs = rate.as_ref().map_or(question.legs, PairRate::judged);
        let mut withheld_ones = Vec::new();
        for leg in legs {
            withheld_ones.extend(withheld(db, *leg, day)?);
        }
        let told = withheld_ones.iter().take(WITHHELD_SHOWN).map(Withheld::sentence).collect::<Vec<_>>();
        if let Some(rate) = &rate {
            let mut decisions = Vec::new();
            for leg in legs {
                decisions.extend(accepted(db, *leg, day)?);
            }
            let is_decided = decisions.iter().any(|decision| decision.settles);
            let mut lines = vec![rate.sentence(pair, day, &withheld_ones, is_decided)];
            lines.extend(decisions.into_iter().map(|decision| decision.text));
            lines.extend(told);
            let (line, next) = match unpublished::not_a_base(pair, &context.config.gold.bases) {
                Some(known) => (Some(format!("it is not published: {}", known.why)), Some(known.next)),
                None => age(db, question, utc_day(now), due::market_day(now))?.unzip(),
            };
            lines.extend(line);
            return Ok(Self { text: lines.join("\n"), next, of: question.with(legs) });
        }
        Self::of_no_rate(context, db, question, &withheld_ones)
    }

    /// Where a pair has no rate: which of its currencies stand, what is withheld, and which rates were the last.
    fn of_no_rate(
        context: &Context,
        db: &Connection,
        question: &Question<'_>,
        withheld_ones: &[Withheld],
    ) -> Result<Self, SilverError> {
        let (now, pair, day) = (context.clock.now(), question.pair, question.day);
        let (mut standing, mut last) = (Vec::new(), Vec::new());
        for leg in question.legs {
            if let Some(rate) = last_validated(db, *leg, day)? {
                if rate.day == day { &mut standing } else { &mut last }.push(rate);
            }
        }
        // A pair across a source's own base needs that source's rate of the euro as well.
        let mut apart = Vec::new();
        for rate in standing.iter().filter(|_| last.is_empty() && withheld_ones.is_empty()) {
            apart.extend(withheld(db, rate.base, day)?.into_iter().filter(|said| said.is_by(&rate.publisher)));
        }
        let bases: Vec<CurrencyCode> =
            if apart.is_empty() { Vec::new() } else { standing.iter().map(|rate| rate.base).collect() };
        let withheld_ones = if apart.is_empty() { withheld_ones } else { &apart };
        let known = unpublished::why(pair, question.is_given.then_some(day), now, &context.config.gold.bases);
        let (why, next) = match (withheld_ones.first(), known) {
            (Some(first), _) => ("what was said of it is withheld".to_owned(), Some(first.next_step(day))),
            (None, Some(known)) => (known.why, Some(known.next)),
            (None, None) if last.is_empty() && !standing.is_empty() => {
                let next = "the evidence below says what each source said";
                ("what there is of its currencies is of no one source".to_owned(), Some(next.to_owned()))
            }
            (None, None) if is_unasked(db, question.legs, day)? => {
                let next = format!("`extract-frankfurter --no-panel --date {day}` asks for that day, then `transform`");
                ("bronze has no answer of the ECB for that day".to_owned(), Some(next))
            }
            (None, None) => ("no source has one of it that can be used".to_owned(), None),
        };
        let mut lines = vec![format!("{pair} has no rate on {day}: {why}")];
        lines.extend(withheld_ones.iter().take(WITHHELD_SHOWN).map(Withheld::sentence));
        lines.extend(standing.iter().map(|rate| format!("{} of {} stands", rate.rate, rate.publisher)));
        for rate in &last {
            let state = match question.is_given {
                false if is_stale(rate.day, utc_day(now)) => ", and it is stale",
                false if is_overtaken(db, rate, utc_day(now))? => {
                    ", and it is stale: all that is newer is withheld, and some of it is far from it"
                }
                _ => "",
            };
            lines.push(format!("the last validated one is {} of {}{state}", rate.rate, rate.day));
        }
        let last_day = last.iter().map(|rate| rate.day).min();
        let next = next.or_else(|| last_day.map(|last| format!("ask for that one: --date {last}")));
        let next = next.or_else(|| Some(SEE_WHAT_THERE_IS.to_owned()));
        Ok(Self { text: lines.join("\n"), next, of: question.with(&bases) })
    }
}

/// Where nothing at all is known.
const SEE_WHAT_THERE_IS: &str =
    "`transform inspect --sql 'select currency, rate_date from silver.latest_rates'` lists what has rates";

/// What is to be said of a newest rate that is old.
fn age(
    db: &Connection,
    question: &Question<'_>,
    today: RateDate,
    due: RateDate,
) -> Result<Option<(String, String)>, SilverError> {
    if question.is_given {
        return Ok(None);
    }
    for leg in question.legs {
        if has_ended(db, *leg)? {
            let why = unpublished::withdrawn(question.pair, today);
            let line = why.unwrap_or_else(|| format!("no source has a newer rate of {leg}"));
            let next =
                "use another currency; `sync-dynamodb convert --allow-stale` converts by this last one".to_owned();
            return Ok(Some((format!("it has ended: {line}"), next)));
        }
    }
    if question.day >= due {
        return Ok(None);
    }
    let line = if is_stale(question.day, today) {
        format!("it is stale: {due} is due")
    } else if is_latest_stale(db, question.pair)? {
        format!(
            "it is stale: the newest rates of its currencies make another one, more than 2 % away, and {due} is due"
        )
    } else {
        format!("there is no newer one yet, and {due} is due")
    };
    let place = runbook::NO_FRESH_RATES.place();
    Ok(Some((line, format!("run the pipeline; `quota-gate health` says which step failed ({place})"))))
}
