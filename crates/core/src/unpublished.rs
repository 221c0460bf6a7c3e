//! Why a pair has no rate, as far as that can be told without a look at any store. `sync-dynamodb get` and `convert` and
//! `transform explain` say the same, with the same next step.

use crate::config::Bases;
use jiff::Timestamp;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;
use makerates_domain::target_calendar::{first_ecb_day, is_ecb_day, previous_ecb_day};
use makerates_domain::{due, iso4217, legacy_euro};

/// A reason with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Why there is none.
    pub why: String,
    /// The next step.
    pub next: String,
}

/// Why there is no rate of a pair on a day, or now. None where only the stores can tell.
#[must_use]
pub fn why(pair: CurrencyPair, day: Option<RateDate>, now: Timestamp, bases: &Bases) -> Option<Known> {
    let on = day.unwrap_or_else(|| due::market_day(now));
    [pair.base, pair.quote]
        .into_iter()
        .find_map(alien)
        .or_else(|| replaced(pair, on))
        .or_else(|| day.and_then(|day| no_market(day, now)))
        .or_else(|| not_a_base(pair, bases))
}

/// A code that no list has: most likely a slip.
#[must_use]
pub fn alien(code: CurrencyCode) -> Option<Known> {
    if iso4217::listing(code).is_some() {
        return None;
    }
    let nearest = iso4217::nearest(code).map(|nearest| format!("did you mean {nearest}?"));
    Some(Known {
        why: format!("there is no currency {code}"),
        next: nearest.unwrap_or_else(|| "codes are those of ISO 4217, such as USD".to_owned()),
    })
}

/// A currency that the euro replaced has its fixed rate against the euro, no inverse of it, and no other one: the way leads
/// through an amount in euros (Regulation (EC) 1103/97, article 4).
#[must_use]
pub fn replaced(pair: CurrencyPair, on: RateDate) -> Option<Known> {
    let (base, quote, euro) = (pair.base, pair.quote, CurrencyCode::EUR);
    let (code, fixed) =
        [base, quote].into_iter().find_map(|code| legacy_euro::fixed_rate(code, on).map(|fixed| (code, fixed)))?;
    let digits = fixed.digits();
    let why = format!("the euro replaced {code}: EUR/{code} is fixed, {digits}");
    let next = if quote == euro {
        format!("divide by it: `sync-dynamodb convert AMOUNT {base} {euro}`")
    } else if base == euro {
        format!("`sync-dynamodb get EUR/{code}`; where it is missing, `sync-dynamodb` publishes it")
    } else {
        format!(
            "convert {base} into {euro}, and then that amount into {quote} (`sync-dynamodb convert AMOUNT {base} {euro}`)"
        )
    };
    Some(Known { why, next })
}

/// A currency that is no money any more, although a source may go on to send it.
#[must_use]
pub fn withdrawn(pair: CurrencyPair, on: RateDate) -> Option<String> {
    let ended = |code| Some((code, iso4217::listing(code)?.until.filter(|last| *last < on)?));
    let (code, last) = [pair.base, pair.quote].into_iter().find_map(ended)?;
    Some(format!("{code} was withdrawn, {last} was its last day: use the money that came after it"))
}

/// A day on which nobody has a rate, or not yet.
fn no_market(day: RateDate, now: Timestamp) -> Option<Known> {
    let ask = |day: RateDate| format!("ask for {}’s: --date {day}", day.weekday_name());
    let (newest, before) = (due::market_day(now), previous_ecb_day(day));
    let (why, next) = if day < first_ecb_day() {
        (format!("the euro has rates since {}", first_ecb_day()), "give a later day".to_owned())
    } else if day.is_weekend() {
        (format!("{day} is a {}: there is no market", day.weekday_name()), ask(before?))
    } else if day > newest {
        (format!("{day} is not due yet: a day's rates come at 06:00 UTC of the next"), ask(newest))
    } else if !is_ecb_day(day) {
        (format!("{day} is a TARGET holiday: the ECB has no rate of it"), ask(before?))
    } else {
        return None;
    };
    Some(Known { why, next })
}

/// A pair whose base is not among the published ones.
#[must_use]
pub fn not_a_base(pair: CurrencyPair, bases: &Bases) -> Option<Known> {
    let Bases::Listed(listed) = bases else { return None };
    if listed.contains(&pair.base) {
        return None;
    }
    let (CurrencyPair { base, quote }, names) =
        (pair, listed.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    let around = if listed.contains(&quote) {
        format!(", or turn it round: `sync-dynamodb convert AMOUNT {base} {quote}` divides by {quote}/{base}")
    } else {
        String::new()
    };
    Some(Known {
        why: format!("pairs are published for the bases {names} alone"),
        next: format!("add {base} to gold.bases and run `sync-dynamodb`{around}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pair: &str, day: &str) -> Option<(String, String)> {
        let bases = Bases::Listed(vec![CurrencyCode::EUR, CurrencyCode::USD]);
        let day = (!day.is_empty()).then(|| day.parse().unwrap());
        let known = why(pair.parse().unwrap(), day, "2026-09-29T12:00:00Z".parse().unwrap(), &bases);
        known.map(|known| (known.why, known.next))
    }

    #[test]
    fn every_dead_end_has_a_way_out() {
        for (pair, day, why, next) in [
            ("UDS/EUR", "", "there is no currency UDS", "did you mean USD?"),
            ("USD/BGN", "", "the euro replaced BGN: EUR/BGN is fixed, 1.95583", "convert USD into EUR, and then"),
            ("DEM/JPY", "", "the euro replaced DEM", "(`sync-dynamodb convert AMOUNT DEM EUR`)"),
            ("DEM/EUR", "", "EUR/DEM is fixed, 1.95583", "divide by it"),
            ("EUR/DEM", "", "EUR/DEM is fixed, 1.95583", "`sync-dynamodb get EUR/DEM`"),
            ("EUR/USD", "2026-09-27", "2026-09-27 is a Sunday: there is no market", "Friday’s: --date 2026-09-25"),
            ("EUR/USD", "2024-04-01", "2024-04-01 is a TARGET holiday", "Thursday’s: --date 2024-03-28"),
            ("EUR/USD", "2026-09-29", "2026-09-29 is not due yet", "Monday’s: --date 2026-09-28"),
            ("EUR/USD", "1998-12-31", "since 1999-01-04", "a later day"),
            ("GBP/JPY", "", "for the bases EUR, USD alone", "add GBP to gold.bases and run `sync-dynamodb`"),
            (
                "GBP/USD",
                "",
                "for the bases EUR, USD alone",
                "`sync-dynamodb convert AMOUNT GBP USD` divides by USD/GBP",
            ),
        ] {
            let (is_why, is_next) = told(pair, day).unwrap();
            assert!(is_why.contains(why) && is_next.contains(next), "{pair} {day}: {is_why}; {is_next}");
        }
    }

    #[test]
    fn what_only_the_stores_know_is_left_to_them() {
        for (pair, day) in
            [("EUR/USD", ""), ("USD/JPY", "2026-09-28"), ("USD/BGN", "2025-12-30"), ("USD/BGN", "2024-04-02")]
        {
            assert_eq!(told(pair, day), None, "{pair} {day}");
        }
    }
}
