#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::*;
use crate::dates::tests::day;
use crate::list::tests::assert_read_whole;
use crate::recorded;

impl Currency {
    /// Whether the code was in use on `date`. A bound that is not known excludes nothing.
    pub(crate) fn is_alive_on(&self, date: RateDate) -> bool {
        self.since.is_none_or(|since| since <= date) && self.until.is_none_or(|until| date <= until)
    }
}

fn listed(code: &str) -> &'static Currency {
    listing(code.parse().unwrap()).unwrap()
}

#[test]
fn every_line_of_the_list_is_read_and_no_code_is_twice() {
    assert_read_whole(CSV, "code,numeric,name,minor_units,kind,since,until", row);
    let codes: BTreeSet<_> = all().map(|currency| currency.code).collect();
    assert_eq!(codes.len(), all().count());
}

#[test]
fn the_active_codes_are_those_of_list_one() {
    let alive = |kind| {
        let of_kind = all().filter(move |currency| currency.kind == kind);
        of_kind.filter(|currency| currency.is_alive_on(day("2026-01-01"))).count()
    };
    // 178 codes, counted in the maintenance agency's file of 2026-01-01.
    assert_eq!((alive(CurrencyKind::Iso), alive(CurrencyKind::FundOrMetal)), (155, 23));
}

#[test]
fn a_life_begins_before_it_ends_and_numeric_codes_are_unique_among_the_living() {
    let today = day("2026-10-30");
    let mut numeric_codes = BTreeSet::new();
    for currency in all() {
        if let (Some(since), Some(until)) = (currency.since, currency.until) {
            assert!(since < until, "{}", currency.code);
        }
        let is_iso = currency.kind != CurrencyKind::NonIso;
        if is_iso && currency.is_alive_on(today) {
            assert!(numeric_codes.insert(currency.numeric.unwrap()), "{}", currency.code);
        }
        assert!(is_iso || currency.numeric.is_none(), "{}", currency.code);
    }
}

#[test]
fn every_recorded_code_is_listed() {
    for rate in [recorded::ecb(), recorded::boc(), recorded::market()].iter().flatten() {
        assert!(listing(rate.currency).is_some(), "{}", rate.currency);
    }
}

#[test]
fn central_banks_rates_lie_within_the_life_of_their_code() {
    for rate in [recorded::ecb(), recorded::boc()].iter().flatten() {
        let currency = listing(rate.currency).unwrap();
        assert!(currency.is_alive_on(rate.date), "{} on {}", rate.currency, rate.date);
        assert_eq!(currency.kind, CurrencyKind::Iso);
    }
}

#[test]
fn the_feed_goes_on_with_dead_codes_and_some_that_never_were() {
    let recorded = recorded::market();
    let codes = |is_odd: fn(&Currency, RateDate) -> bool| {
        let odd = recorded.iter().filter(|rate| is_odd(listing(rate.currency).unwrap(), rate.date));
        odd.map(|rate| rate.currency.to_string()).collect::<BTreeSet<_>>()
    };
    let dead = codes(|currency, date| !currency.is_alive_on(date));
    assert!(dead.iter().eq(["ANG", "BGN", "HRK", "SLL", "ZWL"].iter()), "{dead:?}");
    let non_iso = codes(|currency, _| currency.kind == CurrencyKind::NonIso);
    assert!(non_iso.iter().eq(["GGP", "IMP", "JEP", "TVD"].iter()), "{non_iso:?}");
}

#[test]
fn a_redenomination_ends_one_code_and_begins_the_other() {
    let redenominations = [
        ("TRL", "TRY", "2005-01-01"),
        ("ROL", "RON", "2005-07-01"),
        ("AZM", "AZN", "2006-01-01"),
        ("MZM", "MZN", "2006-07-01"),
        ("GHC", "GHS", "2007-07-01"),
        ("TMM", "TMT", "2009-01-01"),
        ("ZMK", "ZMW", "2013-01-01"),
        ("BYR", "BYN", "2016-07-01"),
        ("STD", "STN", "2018-01-01"),
        ("MRO", "MRU", "2018-01-01"),
        ("VEF", "VES", "2018-08-20"),
        ("SLL", "SLE", "2022-07-01"),
        ("ZWL", "ZWG", "2024-04-08"),
        ("ANG", "XCG", "2025-03-31"),
    ];
    for (old, new, first_day) in redenominations {
        let first_day = day(first_day);
        let eve = first_day.plus_days(-1).unwrap();
        let alive = |date| (listed(old).is_alive_on(date), listed(new).is_alive_on(date));
        assert_eq!(alive(eve), (true, false), "{old}");
        assert_eq!(alive(first_day), (false, true), "{new}");
    }
}

#[test]
fn what_the_list_says_of_some_codes() {
    assert_eq!(listed("ALL").numeric, Some(8));
    assert_eq!(listed("JPY").minor_units, Some(0));
    assert_eq!(listed("KWD").minor_units, Some(3));
    assert_eq!(listed("XDR").minor_units, None);
    assert_eq!(listed("VES").name, "Bolívar Soberano");
    assert_eq!(listing("QQQ".parse().unwrap()), None);
}
