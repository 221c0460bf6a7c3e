use super::given;
use std::fmt::Write;

/// A feed whose euro and other currencies differ from day to day; AED, SAR and QAR are pegged.
fn feed(day: u32, changed: impl Fn(&str, f64) -> f64) -> String {
    let codes = [
        ("EUR", 0.92),
        ("JPY", 150.0),
        ("GBP", 0.79),
        ("SEK", 10.3),
        ("CHF", 0.88),
        ("AUD", 1.53),
        ("CAD", 1.35),
        ("ZAR", 18.9),
        ("KRW", 1330.0),
        ("MXN", 17.1),
        ("INR", 82.9),
    ];
    let mut line = format!("2024-03-{day:02}T06:00:00Z API 2024-03-{day:02}");
    for (index, (code, rate)) in codes.into_iter().enumerate() {
        let moved = rate * (1.0 + 0.001 * f64::from((day * 7 + u32::try_from(index).unwrap() * 3) % 5));
        write!(line, " {code}={:.6}", changed(code, moved)).unwrap();
    }
    for (code, rate) in [("AED", 3.6725), ("SAR", 3.75), ("QAR", 3.64), ("OMR", 0.3845)] {
        write!(line, " {code}={:.6}", changed(code, rate)).unwrap();
    }
    line
}

const COLUMNS: &str = "rate_date | is_suspect | rules";

#[test]
fn an_answer_that_has_the_digits_of_another_day_is_suspect() {
    let stale = feed(5, |_, rate| rate).replace("2024-03-05", "2024-03-08");
    let lines: Vec<String> = [5, 6, 7].map(|day| feed(day, |_, rate| rate)).into_iter().chain([stale]).collect();
    let silver = given(&lines.join("\n")).silver();
    silver.expect(
        "silver.answer_checks",
        &format!(
            "{COLUMNS}
             2024-03-04 | false | []
             2024-03-05 | false | []
             2024-03-06 | false | []
             2024-03-07 | true  | [repeated_answer]"
        ),
    );
    let evidence = silver.rows("select evidence from silver.answer_checks where is_suspect");
    assert_eq!(evidence, ["11 of 11 rates have the digits of 2024-03-04"]);
    assert_eq!(
        silver.rows("select 1 from silver.validated_rates where rate_date = '2024-03-07'"),
        Vec::<String>::new()
    );
}

#[test]
fn several_broken_pegs_make_an_answer_suspect_and_one_only_its_own_rate() {
    let one = feed(5, |code, rate| if code == "SAR" { rate * 1.02 } else { rate });
    let three = feed(6, |code, rate| if ["SAR", "AED", "QAR"].contains(&code) { rate * 1.02 } else { rate });
    let silver = given(&format!("{one}\n{three}")).silver();
    silver.expect(
        "silver.answer_checks",
        &format!("{COLUMNS}\n2024-03-04 | false | []\n2024-03-05 | true | [broken_pegs]"),
    );
    silver.expect(
        "silver.unwitnessed_rates where rule is not null",
        "rate_date | currency | rule | evidence
         2024-03-04 | SAR | broken_peg | 2.00 % off its peg to USD",
    );
}

#[test]
fn an_answer_that_lacks_many_currencies_is_incomplete_and_confirms_nothing_by_itself() {
    let short = feed(7, |_, rate| rate).split_whitespace().take(9).collect::<Vec<_>>().join(" ");
    let silver = given(&format!("{}\n{}\n{short}", feed(5, |_, rate| rate), feed(6, |_, rate| rate))).silver();
    silver.expect(
        "silver.answer_checks where rules <> []",
        &format!("{COLUMNS}\n2024-03-06 | false | [incomplete_answer]"),
    );
    silver.expect(
        "silver.quarantine",
        "distinct rate_date | rule
         2024-03-06 | incomplete_answer",
    );
}

/// EUR × 1.02 in a feed is two percent in every currency: none of them alone would tell.
#[test]
fn a_wrong_euro_cell_is_the_answers_fault_not_that_of_a_hundred_rates() {
    let honest = feed(5, |_, rate| rate);
    let euro = 0.92 * (1.0 + 0.001 * f64::from(35 % 5));
    let ecb: Vec<String> = honest
        .split_whitespace()
        .skip(3)
        .filter_map(|cell| cell.split_once('='))
        .filter(|(code, _)| !["EUR", "AED", "SAR", "QAR", "OMR"].contains(code))
        .map(|(code, digits)| format!("{code}={:.6}", digits.parse::<f64>().unwrap() / euro))
        .collect();
    let wrong = feed(5, |code, rate| if code == "EUR" { rate * 1.02 } else { rate });
    let silver =
        given(&format!("2024-03-04T15:05:00Z ECB 2024-03-04 USD={:.6} {}\n{wrong}", 1.0 / euro, ecb.join(" ")))
            .silver();
    silver.expect(
        "silver.answer_checks",
        "witness | is_suspect | rules
         ECB              | false | []
         ExchangeRate-API | true  | [common_deviation, pivot_deviation]",
    );
    silver.expect("silver.consensus", "distinct verdict | publisher\nunwitnessed | ECB");
}
