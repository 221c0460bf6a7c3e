//! Three witnesses and more: less is doubted than of two, and one that stands still while the others go on is noticed.

use super::judged;
use crate::given::{wave, weekdays};
use crate::judged::Judged;

const BANKS: [&str; 5] = ["ECB", "BOC", "CBC", "FED", "NBP"];

/// The first so many banks, from Monday 2024-01-01 to the Thursday before 2024-03-01: moves of half a percent, and some
/// hundredths between them.
fn weeks(banks: usize) -> String {
    weekdays("2024-01-01", 44, |number, date| {
        let said = (0_u32..).zip(&BANKS[..banks]).map(|(place, bank)| {
            let gap = f64::from((number + 3 * place) * 53 % 7) * 0.02 - 0.06;
            format!("{date} {bank} JPY={:.2}", 160.0 * (1.0 + (0.5 * wave(number) + gap) / 100.0))
        });
        said.collect::<Vec<_>>().join("\n")
    })
}

/// What becomes of the yen when the ECB says this, and the others about 160 and then about `now`.
fn after_weeks(banks: usize, ecb: [&str; 2], now: f64) -> Judged {
    let mut lines = weeks(banks);
    for (date, ecb, others) in [("2024-03-01", ecb[0], 160.0), ("2024-03-04", ecb[1], now)] {
        let of_others = (0_u32..).zip(&BANKS[1..banks]);
        let others =
            of_others.map(|(place, bank)| format!("{date} {bank} JPY={:.2}", others + 0.02 * f64::from(place)));
        lines += &[format!("{date} ECB JPY={ecb}")].into_iter().chain(others).collect::<Vec<_>>().join("\n");
        lines += "\n";
    }
    judged(&lines)
}

#[track_caller]
fn expect(banks: usize, ecb: [&str; 2], now: f64, story: &str) {
    after_weeks(banks, ecb, now).expect_on("2024-03-04", &format!("JPY {story}"));
}

/// It is off by 0.4 %, which nobody would doubt if it had moved.
#[test]
fn a_rate_of_the_day_before_is_told_by_its_digits() {
    for (banks, nearest) in [(3, "CBC"), (4, "FED"), (5, "NBP")] {
        expect(banks, ["160.02", "160.02"], 160.66, &format!("resolved by {nearest}, not ECB"));
        expect(banks, ["160.03", "160.02"], 160.66, "consensus by ECB");
    }
}

#[test]
fn who_stands_still_with_the_market_is_right() {
    expect(5, ["160.02", "160.02"], 160.04, "consensus by ECB");
}

/// Of two nobody knows who is late.
#[test]
fn of_two_the_digits_alone_accuse_nobody() {
    expect(2, ["160.02", "160.02"], 160.66, "consensus by ECB");
}

/// A bank that sets its rate every other day says nothing by standing still.
#[test]
fn a_rate_that_often_repeats_itself_is_not_stale() {
    let rate = |number: u32| 160.0 * (1.0 + 0.5 * wave(number / 2) / 100.0);
    let said = |date: &dyn std::fmt::Display, of_ecb: f64, others: f64| {
        format!("{date} ECB JPY={of_ecb:.2}\n{date} BOC JPY={others:.2}\n{date} NBP JPY={:.2}\n", others + 0.05)
    };
    let past = weekdays("2024-01-01", 44, |number, date| {
        said(&date, rate(number), rate(number) + 0.03 * f64::from(number % 3))
    });
    let last = said(&"2024-03-01", rate(43), 1.004 * rate(43));
    judged(&(past + &last)).expect_on("2024-03-01", "JPY consensus by ECB");
}

/// 0.6 % off the median.
#[test]
fn of_four_less_is_doubted_than_of_three() {
    expect(3, ["160.02", "161.00"], 160.02, "warning by ECB");
    expect(4, ["160.02", "161.00"], 160.02, "resolved by FED, not ECB");
    expect(4, ["160.02", "160.70"], 160.02, "consensus by ECB");
}
