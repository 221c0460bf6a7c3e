//! A bank's date is taken for the market day that its own past says it describes.

use super::{Silver, given};
use crate::explain;
use makerates_domain::dates::RateDate;
use makerates_domain::target_calendar::ecb_days;
use std::fmt::Write as _;

/// What moves as a market: never the same from day to day; and what is off it by so much.
fn rates(number: usize, off: f64) -> String {
    let wave = |step: usize| (1.0 + off) * (1.0 + 0.002 * f64::from(u32::try_from(number * step % 23).unwrap()));
    format!("USD={:.4} JPY={:.2} GBP={:.5}", 1.08 * wave(7), 160.0 * wave(11), 0.86 * wave(5))
}

/// How far a bank is off that makes its own rates.
const OWN: f64 = 0.0003;

/// The ECB and a bank on the first ECB days of 2024, the bank being so many days late.
fn silver(days: usize, late: usize) -> Silver {
    silver_of(days, |_| late, OWN)
}

/// The same, the bank being as late as `late` says for the number of a day, and off by so much.
fn silver_of(days: usize, late: impl Fn(usize) -> usize, off: f64) -> Silver {
    let (first, last): (RateDate, RateDate) = ("2024-01-02".parse().unwrap(), "2024-12-31".parse().unwrap());
    let mut lines = String::new();
    for (number, date) in ecb_days(first, last).take(days).enumerate() {
        writeln!(lines, "{date}T15:05:00Z ECB {date} {}", rates(number, 0.0)).unwrap();
        if let Some(number) = number.checked_sub(late(number)) {
            writeln!(lines, "{date}T16:05:00Z LATE {date} {} KES=1{number}", rates(number, off)).unwrap();
        }
    }
    given(&lines).learning_lags().silver()
}

#[test]
fn a_late_bank_witnesses_the_market_day_before_its_date() {
    let silver = silver(30, 1);
    silver.expect(
        "silver.bank_lags",
        "witness | since | until | market_days | round(deviation_1_pct, 3) | deviation_0_pct > 1 | days
         LATE | 2024-02-01 | | 1 | 0.03 | true | 20",
    );
    silver.expect(
        "silver.observations where witness = 'LATE' and currency = 'USD' and stamp between '2024-01-31' and '2024-02-05'",
        "stamp | rate_date | role
         2024-01-31 | 2024-01-31 | undated
         2024-02-01 | 2024-01-31 | observation
         2024-02-02 | 2024-02-01 | observation
         2024-02-05 | 2024-02-02 | observation",
    );
    silver.expect(
        "silver.consensus where rate_date = '2024-02-02' and currency <> 'KES'",
        "currency | verdict | witnesses | round(deviation_pct, 2)
         GBP | consensus | [ECB, LATE] | 0.03
         JPY | consensus | [ECB, LATE] | 0.03
         USD | consensus | [ECB, LATE] | 0.03",
    );
}

/// It says what the ECB said the day before: found as soon as it is known what its dates mean.
#[test]
fn a_late_copy_is_told_with_its_original() {
    silver_of(60, |_| 1, 0.0).expect(
        "silver.copies",
        "witness | original | first_date | last_date | days | alike_pct
         LATE | ECB | 2024-01-31 | 2024-03-22 | 38 | 100",
    );
}

#[test]
fn two_days_late_is_the_market_day_before_the_one_before() {
    silver(30, 2).expect(
        "silver.observations where witness = 'LATE' and currency = 'USD' and stamp between '2024-02-01' and '2024-02-05'",
        "stamp | rate_date | role
         2024-02-01 | 2024-01-30 | observation
         2024-02-02 | 2024-01-31 | observation
         2024-02-05 | 2024-02-01 | observation",
    );
}

/// Each date is of one lag, so that no rate is heard twice.
#[test]
fn a_bank_that_changes_is_of_its_old_lag_until_the_new_one_is_known() {
    let silver = silver_of(120, |number| usize::from(number >= 60), OWN);
    let [first, second] = &silver.rows("select since, market_days, until from silver.bank_lags order by since")[..]
    else {
        panic!("two lags")
    };
    let (day, next) = (first.split(" | ").nth(2).unwrap(), second.split(" | ").next().unwrap());
    assert!(first.starts_with("2024-02-01 | 0 | ") && second.contains(" | 1"), "{first}; {second}");
    let [day, next]: [RateDate; 2] = [day, next].map(|text| text.parse().unwrap());
    assert_eq!(day.plus_days(1), Some(next));
    let late =
        format!("silver.observations where witness = 'LATE' and currency = 'USD' and stamp in ('{day}', '{next}')");
    silver.expect(&late, "stamp = rate_date\nfalse\ntrue");
    for check in ["observations_have_one_identity", "deviations_are_complete"] {
        assert_eq!(silver.offenders(check), Vec::<String>::new());
    }
    // On the day before the change one market day is dated twice: the earlier date is the word.
    silver.expect(&late, "stamp = rate_date | role\nfalse | weekend_repeat\ntrue | observation");
}

/// The date before its first known one is of no market day yet, and takes none from it.
#[test]
fn a_bank_that_changes_loses_no_day_to_one_that_was_not_known_yet() {
    silver_of(120, |number| usize::from(number < 60), OWN).expect(
        "silver.observations where witness = 'LATE' and currency = 'USD' and stamp in ('2024-01-31', '2024-02-01')",
        "stamp | rate_date | role
         2024-01-31 | 2024-01-31 | undated
         2024-02-01 | 2024-01-31 | observation",
    );
}

/// It can be published under no other day, and its digits are found in bronze under its own date.
#[test]
fn what_a_late_bank_alone_says_is_of_the_market_day_too() {
    let silver = silver(30, 1);
    let kes = "silver.validated_rates where currency = 'KES' and rate_date >= '2024-02-08'";
    silver.expect(kes, "rate_date | digits | publisher\n2024-02-08 | 127 | LATE\n2024-02-09 | 128 | LATE");
    assert_eq!(silver.offenders("validated_rates_are_observed_digits"), Vec::<String>::new());
}

#[test]
fn a_bank_of_whose_dates_too_little_is_known_is_no_witness() {
    let silver = silver(30, 1);
    silver.expect(
        "silver.quarantine where witness = 'LATE' and stamp <= '2024-01-31'",
        "rule | rate_date | quote_currency",
    );
    let story = explain::sections::read(&silver.db, "USD".parse().unwrap(), "2024-01-31".parse().unwrap()).unwrap();
    let section = story.iter().find(|section| section.title == "Without a voice of USD").unwrap();
    let told = format!("{:?}", section.rows.first);
    assert!(told.contains("LATE") && told.contains("is not known yet"), "{told}");
    silver.expect("silver.consensus where rate_date = '2024-01-30' and currency = 'USD'", "witnesses\n[ECB]");
}

/// The panel's own row of the ECB is dated by the ECB.
#[test]
fn the_ecb_is_never_late() {
    let silver =
        given("2024-02-05T15:05:00Z panel:ECB 2024-02-05 USD=1.0746 JPY=159.73 GBP=0.85573").learning_lags().silver();
    silver.expect(
        "silver.observations where currency = 'USD'",
        "stamp | rate_date | role\n2024-02-05 | 2024-02-05 | observation",
    );
}
