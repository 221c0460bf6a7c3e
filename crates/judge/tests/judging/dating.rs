//! Which market day a bank's date describes, by its own past.

use crate::recorded;
use makerates_domain::dates::RateDate;
use makerates_domain::target_calendar::ecb_days;
use makerates_judge::{Dating, Lag, LogRates};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rates of a market day that is so far into the year: five currencies, each on its own way.
fn market(number: usize) -> LogRates {
    let wave = |step: usize| f64::from(u32::try_from(number * step % 23).expect("below 23")) / 20.0;
    let codes = ["USD", "JPY", "GBP", "CHF", "SEK"].map(|code| code.parse().expect("a code"));
    codes.into_iter().zip([7, 11, 5, 3, 13]).map(|(code, step)| (code, wave(step))).collect()
}

fn days(count: usize) -> Vec<RateDate> {
    let [first, last] = ["2024-01-02", "2024-12-31"].map(|day| day.parse().expect("a day"));
    ecb_days(first, last).take(count).collect()
}

/// What is learnt of a bank that says on each day what `said` gives for its number.
fn learnt(days: &[RateDate], said: impl Fn(usize) -> LogRates) -> Vec<Lag> {
    let mut dating = Dating::new();
    let said = |(number, date): (usize, &RateDate)| {
        dating.learn(*date, market(number), &BTreeMap::from([(Arc::from("BANK"), said(number))]))
    };
    days.iter().enumerate().flat_map(said).collect()
}

fn lags(learnt: &[Lag], days: &[RateDate]) -> Vec<(usize, u32)> {
    let place = |lag: &Lag| days.iter().position(|day| *day == lag.learnt_on).expect("one of the days");
    learnt.iter().map(|lag| (place(lag), lag.market_days)).collect()
}

#[test]
fn a_bank_s_lag_is_known_after_twenty_days_of_its_own() {
    let days = days(40);
    for lag in 0..=2_u32 {
        let learnt = learnt(&days, |number| market(number.saturating_sub(lag as usize)));
        // The first two dates have no market days before them.
        assert_eq!(lags(&learnt, &days), [(21, lag)]);
        assert!(learnt[0].deviations_pct[lag as usize] < 1e-9 && learnt[0].days == 20, "{learnt:?}");
    }
    assert_eq!(learnt(&days[..21], market), [], "nineteen");
}

#[test]
fn a_bank_that_never_moves_means_the_date_itself() {
    let days = days(60);
    assert_eq!(lags(&learnt(&days, |_| market(5)), &days), [(21, 0)]);
}

/// Some banks quote a single currency.
#[test]
fn a_single_currency_that_moves_is_enough_and_one_that_nobody_else_has_is_not() {
    let days = days(40);
    let pound = "GBP".parse().unwrap();
    let alone = learnt(&days, |number| LogRates::from([(pound, market(number.saturating_sub(1))[&pound])]));
    assert_eq!(lags(&alone, &days), [(21, 1)]);
    assert_eq!(learnt(&days, |_| LogRates::from([("KES".parse().unwrap(), 500.0)])), []);
}

#[test]
fn a_change_is_believed_when_it_lasts() {
    let days = days(140);
    let changed = |number: usize, count: usize| market(number - usize::from((60..60 + count).contains(&number)));
    let a_week = learnt(&days, |number| changed(number, 5));
    assert_eq!(lags(&a_week, &days), [(21, 0)]);
    let for_good = learnt(&days, |number| changed(number, 80));
    let [first, (place, lag)] = lags(&for_good, &days)[..] else { panic!("{for_good:?}") };
    assert_eq!((first, lag), ((21, 0), 1));
    assert!((70..=100).contains(&place), "learnt on day {place}");
}

#[test]
fn without_a_market_nothing_is_learnt() {
    let mut dating = Dating::new();
    let said = BTreeMap::from([(Arc::from("BANK"), market(1))]);
    assert!(days(60).iter().all(|day| dating.learn(*day, LogRates::new(), &said).is_empty()));
}

/// The Bank of Canada dates by the market day: as it is, and with each rate a day or two late.
#[test]
fn the_bank_of_canada_is_known_whatever_it_dates_by() {
    let lines = recorded::lines("2017-03-01", "2017-12-31");
    let of = |who: &str| -> BTreeMap<RateDate, LogRates> {
        let said = lines.iter().filter(|((_, witness), _)| *witness == who);
        said.map(|((date, _), rates)| (*date, log_rates(rates))).collect()
    };
    let (ecb, bank) = (of("ECB"), of("BOC"));
    for late in 0..=2_usize {
        let mut dating = Dating::new();
        let mut learnt = Vec::new();
        let dates: Vec<&RateDate> = ecb.keys().collect();
        for (place, date) in dates.iter().enumerate() {
            let said = place.checked_sub(late).and_then(|place| bank.get(dates[place]));
            let said = said.map(|rates| (Arc::from("BOC"), rates.clone())).into_iter().collect();
            learnt.extend(dating.learn(**date, ecb[*date].clone(), &said));
        }
        assert_eq!(learnt.iter().map(|lag| lag.market_days as usize).collect::<Vec<_>>(), [late], "{learnt:?}");
    }
}

fn log_rates(line: &str) -> LogRates {
    let said = line.split_whitespace().map(|word| word.split_once('=').expect("a code and digits"));
    let log_rate = |digits: &str| 100.0 * digits.parse::<f64>().expect("a number").ln();
    said.map(|(code, digits)| (code.parse().expect("a code"), log_rate(digits))).collect()
}
