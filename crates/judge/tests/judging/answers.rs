//! Answers that are wrong as a whole: an earlier day's, off their pegs, incomplete, with a wrong euro.

use super::judged;
use std::fmt::Write;

/// A feed whose rates differ from day to day; AED, SAR, QAR and OMR are pegged.
fn feed(day: u32, changed: impl Fn(&str, f64) -> f64) -> String {
    let codes = "EUR=0.92 JPY=150 GBP=0.79 SEK=10.3 CHF=0.88 AUD=1.53 CAD=1.35 ZAR=18.9 KRW=1330 MXN=17.1 INR=82.9 \
                 AED=3.6725 SAR=3.75 QAR=3.64 OMR=0.3845";
    let mut line = format!("2024-03-{day:02} API");
    for ((code, rate), index) in codes.split_whitespace().filter_map(|word| word.split_once('=')).zip(0..) {
        let rate: f64 = rate.parse().expect("a number");
        let is_pegged = index > 10;
        let moved = if is_pegged {
            rate
        } else {
            rate * (1.0 + 0.001 * f64::from((day * 7 + index * 3) % 5) + 0.0001 * f64::from(day))
        };
        write!(line, " {code}={:.6}", changed(code, moved)).expect("a text takes what is written");
    }
    line
}

fn plain(day: u32) -> String {
    feed(day, |_, rate| rate)
}

#[test]
fn an_answer_that_has_the_digits_of_another_day_is_suspect() {
    let stale = plain(4).replace("2024-03-04", "2024-03-07");
    let judged = judged(&[plain(4), plain(5), plain(6), stale].join("\n"));
    judged.expect_answers(
        "2024-03-04 API sound
         2024-03-05 API sound
         2024-03-06 API sound
         2024-03-07 API suspect: repeated_answer",
    );
    assert_eq!(judged.answer("2024-03-07", "API").evidence, "11 of 11 rates have the digits of 2024-03-04");
    judged.expect_on("2024-03-07", "");
}

/// A feed in its first weeks has no past to tell what usually moves: by repeating itself it must not teach that repeating is.
#[test]
fn a_feed_that_repeats_its_first_answer_is_noticed_on_every_day() {
    let answer = "API EUR=0.92 JPY=150.1 GBP=0.79 SEK=10.3 CHF=0.88 AUD=1.53 CAD=1.35 ZAR=18.9";
    let lines: Vec<String> = (3..7).map(|day| format!("2026-03-{day:02} {answer}")).collect();
    judged(&lines.join("\n")).expect_answers(
        "2026-03-03 API sound
         2026-03-04 API suspect: repeated_answer
         2026-03-05 API suspect: repeated_answer
         2026-03-06 API suspect: repeated_answer",
    );
}

/// Four rates of a day that come again are chance, and so are five of ten.
#[test]
fn a_few_digits_that_come_again_are_chance() {
    let few = "EUR=0.92 JPY=150.1 GBP=0.79 SEK=10.3";
    judged(&format!("2026-03-03 API {few}\n2026-03-04 API {few}"))
        .expect_answers("2026-03-03 API sound\n2026-03-04 API sound");
    let half = "USD=1.08 JPY=150.1 GBP=0.79 SEK=10.3 CHF=0.88";
    judged(&format!(
        "2026-03-03 ECB {half} AUD=1.53 CAD=1.35 ZAR=18.9 NOK=10.1 PLN=4.1
         2026-03-04 ECB {half} AUD=1.54 CAD=1.36 ZAR=18.8 NOK=10.2 PLN=4.2"
    ))
    .expect_answers("2026-03-03 ECB sound\n2026-03-04 ECB sound");
}

/// What was said long ago is forgotten, and nothing that came since.
#[test]
fn a_repeated_answer_is_found_among_the_days_between() {
    let day = |date: &str, number: u32| {
        let rate = |rate: f64| format!("{:.4}", rate * (1.0 + 0.01 * f64::from(number)));
        format!(
            "{date} ECB USD={} JPY={} GBP={} SEK={} CHF={}",
            rate(1.08),
            rate(160.0),
            rate(0.85),
            rate(11.3),
            rate(0.95)
        )
    };
    let days = [("2026-03-03", 0), ("2026-04-01", 1), ("2026-04-02", 2), ("2026-04-03", 1)];
    judged(&days.map(|(date, number)| day(date, number)).join("\n")).expect_answers(
        "2026-03-03 ECB sound
         2026-04-01 ECB sound
         2026-04-02 ECB sound
         2026-04-03 ECB suspect: repeated_answer",
    );
}

/// An answer of 31 days ago is looked for no more.
#[test]
fn a_repeated_answer_is_looked_for_thirty_days_back() {
    let answer = "ECB USD=1.08 JPY=150.1 GBP=0.79 SEK=10.3 CHF=0.88";
    let after = |day: &str| judged(&format!("2026-03-03 {answer}\n{day} {answer}"));
    after("2026-04-02").expect_answers("2026-03-03 ECB sound\n2026-04-02 ECB suspect: repeated_answer");
    after("2026-04-03").expect_answers("2026-03-03 ECB sound\n2026-04-03 ECB sound");
}

/// One wrong rand is off three pegs at once, and costs only what is tied to it.
#[test]
fn pegs_to_one_small_currency_break_for_one_reason() {
    let judged = judged("2024-03-04 API EUR=0.92 ZAR=18.9 LSL=18.0 NAD=18.0 SZL=18.0 SAR=3.75 AED=3.6725");
    judged.expect_answers("2024-03-04 API sound");
    assert_eq!(judged.answer("2024-03-04", "API").broken_peg_count, 3);
    assert_eq!(judged.rules("LSL")[0], "broken_peg");
}

#[test]
fn several_broken_pegs_make_an_answer_suspect_and_one_only_its_own_rate() {
    let off = |day, factor: f64, codes: &'static [&str]| {
        feed(day, move |code, rate| if codes.contains(&code) { rate * factor } else { rate })
    };
    let judged = judged(
        &[
            off(4, 1.02, &["SAR"]),
            off(5, 1.02, &["SAR", "AED", "QAR"]),
            off(6, 1.02, &["SAR", "AED"]),
            off(7, 1.06, &["SAR", "AED"]),
        ]
        .join("\n"),
    );
    judged.expect_answers(
        "2024-03-04 API sound
         2024-03-05 API suspect: broken_pegs
         2024-03-06 API sound
         2024-03-07 API suspect: broken_pegs",
    );
    assert_eq!(judged.rules("SAR"), ["broken_peg", "broken_peg"]);
    assert_eq!(judged.rules("QAR"), ["published", "published"]);
    assert_eq!(judged.lone("2024-03-04", "SAR").evidence.as_deref(), Some("2.00 % off its peg to USD"));
    assert_eq!(judged.answer("2024-03-05", "API").evidence, "off their pegs: AED/USD, QAR/USD, SAR/USD");
}

/// Ten of fifteen: it may be right, but is not believed alone. How many are usual the last twenty answers tell.
#[test]
fn an_answer_that_lacks_many_currencies_is_incomplete_and_confirms_nothing_by_itself() {
    let cut = |day, words: usize| plain(day).split_whitespace().take(2 + words).collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = (4..9).map(plain).chain([cut(11, 10), cut(12, 10), cut(13, 10), cut(14, 11)]).collect();
    let judged = judged(&lines.join("\n"));
    assert_eq!(
        judged.rules("JPY")[4..],
        ["published", "incomplete_answer", "incomplete_answer", "incomplete_answer", "published"]
    );
    assert!(!judged.answer("2024-03-13", "API").is_suspect);
    assert_eq!(judged.answer("2024-03-13", "API").rules, ["incomplete_answer"]);
    assert_eq!(judged.answer("2024-03-13", "API").evidence, "10 rates, usual are 15");
}

/// Of fewer than ten nobody says how many there must be.
#[test]
fn a_source_of_few_currencies_is_never_incomplete() {
    judged(
        "2026-03-03 BOC USD=1.08 JPY=160.1 GBP=0.85 SEK=11.3
         2026-03-04 BOC USD=1.09",
    )
    .expect_answers("2026-03-03 BOC sound\n2026-03-04 BOC sound");
}

/// EUR × 1.02 in a feed is two percent in every currency: none of them alone would tell.
#[test]
fn a_wrong_euro_cell_is_the_answers_fault_not_that_of_a_hundred_rates() {
    let honest = plain(4);
    let euro = 0.92 * 1.0034;
    let rates = honest.split_whitespace().skip(2).filter_map(|cell| cell.split_once('='));
    let ecb = rates
        .filter(|(code, _)| !["EUR", "AED", "SAR", "QAR", "OMR"].contains(code))
        .fold(format!("2024-03-04 ECB USD={:.6}", 1.0 / euro), |line, (code, digits)| {
            format!("{line} {code}={:.6}", digits.parse::<f64>().unwrap() / euro)
        });
    let day = |factor: f64| {
        judged(&format!("{ecb}\n{}", feed(4, |code, rate| if code == "EUR" { rate * factor } else { rate })))
    };
    day(1.0).expect_answers("2024-03-04 API sound\n2024-03-04 ECB sound");
    let wrong = day(1.02);
    wrong.expect_answers("2024-03-04 API suspect: common_deviation pivot_deviation\n2024-03-04 ECB sound");
    let verdicts = &wrong.day("2024-03-04").consensus;
    assert!(verdicts.iter().all(|row| *row.publisher.as_ref().unwrap().name == *"ECB"), "{verdicts:?}");
    assert_eq!(
        wrong.answer("2024-03-04", "API").evidence,
        "all its rates together are -1.96 % off ECB, usual are 0.25 %; its EUR/USD is -1.96 % off ECB, usual are 0.25 %"
    );
}
