//! Why a pair has no rate, as far as that can be told without a look at any store. `sync-dynamodb get` and `convert` and
//! `transform explain` say the same, with the same next step.

use crate::config::Bases;
use jiff::Timestamp;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;
use makerates_domain::target_calendar::{first_ecb_day, is_ecb_day, previous_ecb_day};
use makerates_domain::{due, iso4217, legacy_euro, redenominations};

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
        .or_else(|| day.and_then(|day| outside_its_life(pair, day)))
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
    ended(pair, on).map(|(_, why)| why)
}

fn ended(pair: CurrencyPair, on: RateDate) -> Option<(CurrencyCode, String)> {
    let last_day = |code| Some((code, iso4217::listing(code)?.until.filter(|last| *last < on)?));
    let (code, last) = [pair.base, pair.quote].into_iter().find_map(last_day)?;
    let use_what = after(code).map_or_else(|| "the money that came after it".to_owned(), |new| new.to_string());
    Some((code, format!("{code} was withdrawn, {last} was its last day: use {use_what}")))
}

/// The money that replaced a currency, where the law says at what rate; the euro's are apart.
fn after(code: CurrencyCode) -> Option<CurrencyCode> {
    let change = redenominations::all().find(|change| change.old == code && change.new != code)?;
    Some(change.new)
}

/// A day before a currency's first one, or after its last one.
fn outside_its_life(pair: CurrencyPair, on: RateDate) -> Option<Known> {
    let ask_for = |other: CurrencyCode, code: CurrencyCode| {
        let of = |side| if side == code { other } else { side };
        format!("ask for {}/{}", of(pair.base), of(pair.quote))
    };
    if let Some((code, why)) = ended(pair, on) {
        let next = after(code).map_or_else(|| "give an earlier day".to_owned(), |new| ask_for(new, code));
        return Some(Known { why, next });
    }
    let first_day = |code| Some((code, iso4217::listing(code)?.since.filter(|first| *first > on)?));
    // Before the euro there was no rate of anything.
    let (code, first) =
        [pair.base, pair.quote].into_iter().filter(|code| *code != CurrencyCode::EUR).find_map(first_day)?;
    let before = redenominations::all().find(|change| change.new == code && change.old != code);
    let (unit, next) = before.map_or_else(
        || (String::new(), format!("give a later day: {first} is its first")),
        |change| (format!(": 1 {code} was {} {}", change.factor, change.old), ask_for(change.old, code)),
    );
    Some(Known { why: format!("{code} began on {first}{unit}"), next })
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
    fn a_day_outside_a_currency_s_life_is_told_with_the_money_before_or_after_it() {
        for (pair, day, why, next) in [
            ("EUR/TRY", "2004-12-31", "TRY began on 2005-01-01: 1 TRY was 1000000 TRL", "ask for EUR/TRL"),
            ("TRY/EUR", "2004-12-31", "TRY began on 2005-01-01", "ask for TRL/EUR"),
            ("EUR/TRL", "2005-01-03", "TRL was withdrawn, 2004-12-31 was its last day: use TRY", "ask for EUR/TRY"),
            ("EUR/SSP", "2011-07-15", "SSP began on 2011-07-18", "give a later day"),
            ("EUR/ANG", "2026-09-28", "ANG was withdrawn, 2025-03-30 was its last day", "ask for EUR/XCG"),
        ] {
            let (is_why, is_next) = told(pair, day).unwrap();
            assert!(is_why.contains(why) && is_next.contains(next), "{pair} {day}: {is_why}; {is_next}");
        }
        assert_eq!(told("EUR/TRY", "2005-01-03"), None);
        assert_eq!(told("EUR/TRL", ""), None, "what is asked without a day is the last one");
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
