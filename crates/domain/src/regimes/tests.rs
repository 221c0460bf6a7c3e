use std::collections::BTreeMap;

use super::*;
use crate::list::tests::{assert_read_whole, provenance};
use crate::recorded;
use crate::redenominations;

fn regime_of(code: &str) -> &'static str {
    regime(code.parse().unwrap()).as_str()
}

#[test]
fn every_line_of_the_list_is_read() {
    assert_read_whole(CSV, "codes,regime,since,until,confirmed,checked,source", row);
}

#[test]
fn each_entry_names_its_source_and_how_well_it_is_confirmed() {
    for (entry, said) in all().zip(provenance(CSV)) {
        assert!(said.checked.is_some() && said.authority.len() > 20, "{:?}", entry.codes);
        assert!(entry.codes.iter().all(|code| iso4217::listing(*code).is_some()), "{:?}", entry.codes);
    }
}

#[test]
fn entries_are_sorted_and_the_periods_of_a_money_do_not_overlap() {
    let mut of_money: BTreeMap<CurrencyCode, Vec<&Entry>> = BTreeMap::new();
    assert!(all().is_sorted_by_key(|entry| entry.codes[0]));
    for entry in all() {
        for code in &entry.codes {
            of_money.entry(*code).or_default().push(entry);
        }
    }
    for (code, entries) in of_money {
        for pair in entries.windows(2) {
            assert_eq!(pair[0].codes, pair[1].codes, "{code}: one money, one set of codes");
            assert!(pair[0].until.unwrap() < pair[1].since.unwrap(), "{code}");
        }
    }
}

#[test]
fn the_codes_of_a_money_have_one_regime() {
    for change in redenominations::all() {
        let first_day =
            periods(change.new).into_iter().find(|period| period.until.is_none_or(|until| until >= change.day));
        let (old, new) = (regime(change.old), first_day.unwrap().regime);
        // Pegs may begin with a new code (STN), and an old one is held to the new one where feeds go on with it (SLL).
        assert_eq!(old == RateRegime::Official, new == RateRegime::Official, "{}, {}", change.old, change.new);
    }
    for (code, other) in
        [("VED", "VES"), ("VEF", "VES"), ("CUC", "CUP"), ("SDD", "SDG"), ("ZWL", "ZWG"), ("CNH", "CNY")]
    {
        assert_eq!(regime_of(code), regime_of(other), "{code}");
    }
}

#[test]
fn every_money_has_a_regime_and_nothing_else_has() {
    for currency in iso4217::all() {
        let is_money = currency.kind != CurrencyKind::FundOrMetal;
        assert_eq!(regime(currency.code) != RateRegime::Unknown, is_money, "{}", currency.code);
    }
    let unknown = recorded::market().iter().map(|rate| rate.currency).find(|code| {
        regime(*code) == RateRegime::Unknown
            && iso4217::listing(*code).is_none_or(|it| it.kind != CurrencyKind::FundOrMetal)
    });
    assert_eq!(unknown, None, "sent by the feed");
    assert_eq!(regime_of("QQQ"), "unknown");
}

#[test]
fn what_the_list_says_of_some_codes() {
    let regimes = [
        ("USD", "market"),
        ("CNY", "market"),
        ("KES", "market"),
        ("UZS", "market"),
        ("EGP", "market"),
        ("DKK", "pegged"),
        ("HKD", "pegged"),
        ("XAF", "pegged"),
        ("BTN", "pegged"),
        ("GGP", "pegged"),
        ("FOK", "pegged"),
        ("LBP", "official"),
        ("VED", "official"),
        ("ZWG", "official"),
        ("MMK", "official"),
        ("XAU", "unknown"),
    ];
    for (code, expected) in regimes {
        assert_eq!(regime_of(code), expected, "{code}");
    }
}

#[test]
fn a_day_has_the_regime_of_its_period() {
    let periods = |code: &str| {
        let text = |day: Option<RateDate>| day.map_or(String::new(), |day| day.to_string());
        let periods = periods(code.parse().unwrap());
        let lines = periods.iter().map(|it| format!("{}..{} {}", text(it.since), text(it.until), it.regime.as_str()));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(periods("KES"), [".. market"]);
    assert_eq!(periods("SYP"), [".. official"]);
    assert_eq!(periods("UZS"), ["..2017-09-04 official", "2017-09-05.. market"]);
    assert_eq!(periods("LBP"), ["..2019-09-30 market", "2019-10-01.. official"]);
    assert_eq!(periods("MMK"), ["..2012-03-31 official", "2012-04-01..2021-01-31 market", "2021-02-01.. official"]);
}
