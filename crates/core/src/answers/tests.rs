//! Answers as the sources send them, whole and broken.

use super::*;
use crate::dates::tests::day;
use proptest::prelude::*;

/// What an answer says, a line a rate: witness, day, code, the text or what is wrong with it.
fn read_on(today: &str, endpoint: Endpoint, body: &str) -> Result<Vec<String>, AnswerFault> {
    let reading = Reading { endpoint, today: day(today), history_day: HistoryDay::Stamp };
    let mut lines = Vec::new();
    reading.read(body.as_bytes(), &mut |day| {
        for row in &day.rows {
            let rate = row.rate.as_ref().map_or_else(ToString::to_string, |_| row.text.to_owned());
            let carried = if day.is_carried { " carried" } else { "" };
            lines.push(format!("{} {} {} {rate}{carried}", day.witness, day.stamp, row.currency));
        }
    })?;
    Ok(lines)
}

fn read(endpoint: Endpoint, body: &str) -> Result<Vec<String>, AnswerFault> {
    read_on("2024-07-02", endpoint, body)
}

fn ecb(body: &str) -> Result<Vec<String>, AnswerFault> {
    read(Endpoint::V1, body)
}

fn panel(body: &str) -> Result<Vec<String>, AnswerFault> {
    read(Endpoint::V2, body)
}

/// A record of the panel.
fn record(date: &str, quote: &str, entries: &[(&str, &str, &str)]) -> String {
    let entries = entries.iter().map(|(key, date, rate)| format!(r#"{{"key":"{key}","date":"{date}","rate":{rate}}}"#));
    let entries = entries.collect::<Vec<_>>().join(",");
    format!(r#"{{"date":"{date}","base":"EUR","quote":"{quote}","rate":9.9,"providers":[{entries}]}}"#)
}

#[test]
fn a_day_of_the_ecb_is_read_in_whatever_order_its_members_come() {
    let expected = ["ECB 2024-07-01 USD 1.0746", "ECB 2024-07-01 JPY 173.20"];
    for body in [
        r#"{"amount":1.0,"base":"EUR","date":"2024-07-01","rates":{"USD":1.0746,"JPY":173.20}}"#,
        r#"{"rates":{"USD":1.0746,"JPY":173.20},"news":[{"a":null}],"date":"2024-07-01","base":"EUR"}"#,
    ] {
        assert_eq!(ecb(body).unwrap(), expected);
    }
}

#[test]
fn a_range_of_the_ecb_is_read_day_by_day() {
    let body = r#"{"amount":1,"base":"EUR","start_date":"2024-06-28","end_date":"2024-07-01",
        "rates":{"2024-06-28":{"USD":1.0705},"2024-07-01":{"USD":1.0746,"SEK":0}}}"#;
    let expected = ["ECB 2024-06-28 USD 1.0705", "ECB 2024-07-01 USD 1.0746", "ECB 2024-07-01 SEK zero_rate"];
    assert_eq!(ecb(body).unwrap(), expected);
}

#[test]
fn days_that_can_not_be_are_refused_with_the_range() {
    let range = |rates: &str| ecb(&format!(r#"{{"base":"EUR","start_date":"2024-06-28","rates":{rates}}}"#));
    assert_eq!(range(r#"{"2024-06-31":{"USD":1}}"#), Err(AnswerFault::MissingDate("2024-06-31".into())));
    assert_eq!(range(r#"{"soon":{"USD":1}}"#), Err(AnswerFault::MissingDate("soon".into())));
    assert_eq!(range(r#"{"2024-07-03":{"USD":1}}"#), Err(AnswerFault::FutureDate(day("2024-07-03"))));
    assert_eq!(range(r#"{"2024-07-01":{}}"#), Err(AnswerFault::EmptyRates));
    assert_eq!(range("{}"), Err(AnswerFault::EmptyRates));
    let twice = range(r#"{"2024-07-01":{"USD":1},"2024-07-01":{"USD":2}}"#);
    assert_eq!(twice, Err(AnswerFault::WrongShape("2024-07-01 comes twice".into())));
    let both = r#"{"base":"EUR","date":"2024-07-01","rates":{"2024-07-01":{"USD":1}}}"#;
    assert!(matches!(ecb(both), Err(AnswerFault::WrongShape(_))));
    let two = r#"{"base":"EUR","date":"2024-07-01","rates":{"USD":1},"rates":{"USD":2}}"#;
    assert!(matches!(ecb(two), Err(AnswerFault::WrongShape(_))));
}

#[test]
fn of_the_panel_each_bank_is_a_witness_and_the_blend_is_none() {
    let base = r#"{"date":"2024-07-01","base":"EUR","quote":"EUR","rate":1.0}"#;
    let pegged = r#"{"date":"2024-07-01","base":"EUR","quote":"GGP","rate":0.8}"#;
    let usd = record("2024-07-01", "USD", &[("BOC", "2024-06-28", "1.0714"), ("ECB", "2024-07-01", "1.0746")]);
    let excluded = record("2024-07-01", "JPY", &[("ECB", "2024-07-01", "173.20")])
        .replace(r#""rate":173.20"#, r#""rate":173.20,"excluded":true"#);
    let expected = ["BOC 2024-06-28 USD 1.0714 carried", "ECB 2024-07-01 USD 1.0746", "ECB 2024-07-01 JPY 173.20"];
    assert_eq!(panel(&format!("[{base},{pegged},{usd},{excluded}]")).unwrap(), expected);
}

#[test]
fn tomorrow_s_rate_of_a_bank_is_passed_over_and_a_later_one_refuses_the_answer() {
    let of = |date: &str| record(date, "USD", &[("RBA", date, "1.07"), ("ECB", "2024-07-02", "1.0744")]);
    assert_eq!(panel(&format!("[{}]", of("2024-07-03"))).unwrap(), ["ECB 2024-07-02 USD 1.0744 carried"]);
    assert_eq!(panel(&format!("[{}]", of("2024-07-04"))), Err(AnswerFault::FutureDate(day("2024-07-04"))));
    let old = record("1999-01-04", "USD", &[("BOC", "1998-12-31", "1.17"), ("ECB", "1999-01-04", "1.1789")]);
    assert_eq!(panel(&format!("[{old}]")).unwrap(), ["ECB 1999-01-04 USD 1.1789"], "before the euro is no history");
}

#[test]
fn what_the_panel_says_twice_is_not_believed() {
    let usd = |rate| record("2024-07-01", "USD", &[("ECB", "2024-07-01", rate)]);
    let jpy = record("2024-07-01", "JPY", &[("ECB", "2024-07-01", "173.20")]);
    let repeated = panel(&format!("[{},{},{jpy}]", usd("1.07"), usd("1.08"))).unwrap();
    let duplicate = "ECB 2024-07-01 USD duplicate_currency";
    assert_eq!(repeated, [duplicate, duplicate, "ECB 2024-07-01 JPY 173.20"]);
    let apart = panel(&format!("[{},{jpy},{}]", usd("1.07"), usd("1.08"))).unwrap();
    assert_eq!(apart, [duplicate, "ECB 2024-07-01 JPY 173.20", duplicate]);
    let within = record("2024-07-01", "USD", &[("ECB", "2024-07-01", "1.07"), ("ECB", "2024-07-01", "1.07")]);
    assert_eq!(panel(&format!("[{within}]")).unwrap(), [duplicate, duplicate]);
}

#[test]
fn a_panel_that_is_none_is_refused() {
    assert_eq!(panel("[]"), Err(AnswerFault::EmptyRates));
    let error = r#"{"status":422,"message":"unknown parameter: x"}"#;
    assert_eq!(panel(error), Err(AnswerFault::SourceError("unknown parameter: x".into())));
    let of_v1 = r#"{"amount":1.0,"base":"EUR","date":"2024-07-01","rates":{"USD":1.0746}}"#;
    assert!(matches!(panel(of_v1), Err(AnswerFault::WrongShape(_))));
    assert!(matches!(panel(r#"{"hello":"world"}"#), Err(AnswerFault::WrongShape(_))));
    assert!(matches!(panel("{}"), Err(AnswerFault::EmptyRates)));
    let usd = record("2024-07-01", "USD", &[("ECB", "2024-07-01", "1.0746")]);
    let base = usd.replace(r#""base":"EUR""#, r#""base":"GBP""#);
    assert!(matches!(panel(&format!("[{base}]")), Err(AnswerFault::WrongBase { .. })));
    let two = r#"{"date":"2024-07-01","base":"EUR","quote":"EUR","rate":2}"#;
    assert_eq!(panel(&format!("[{usd},{two}]")), Err(AnswerFault::BaseIsNotOne("2".into())));
    assert!(matches!(panel(&format!("[{usd}")), Err(AnswerFault::NotJson(_))), "cut off");
    let dateless = usd.replacen("2024-07-01", "soon", 1);
    assert_eq!(panel(&format!("[{dateless}]")), Err(AnswerFault::MissingDate("soon".into())));
}

#[test]
fn the_day_of_the_history_is_what_the_setting_says() {
    let body = r#"{"result":"success","year":2024,"month":6,"day":29,"base_code":"USD","conversion_rates":{"USD":1,"EUR":0.93}}"#;
    for (history_day, stamp) in [(HistoryDay::Stamp, "2024-06-29"), (HistoryDay::MarketDay, "2024-06-30")] {
        let reading = Reading { endpoint: Endpoint::History, today: day("2024-07-02"), history_day };
        let mut stamps = Vec::new();
        reading.read(body.as_bytes(), &mut |day| stamps.push(day.stamp)).unwrap();
        assert_eq!(stamps, [day(stamp)], "{history_day:?}");
    }
}

proptest! {
    #[test]
    fn no_body_panics(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        for endpoint in Endpoint::ALL {
            let reading = Reading { endpoint, today: day("2024-07-02"), history_day: HistoryDay::Stamp };
            prop_assert!(reading.read(body.as_slice(), &mut |_| ()).is_err());
        }
    }

    /// A list or an object that is cut off anywhere is none: nothing of it counts.
    #[test]
    fn no_cut_answer_is_taken_for_a_whole_one(cut in 0_usize..400) {
        let record = record("2024-07-01", "USD", &[("BOC", "2024-07-01", "1.07"), ("ECB", "2024-07-01", "1.0746")]);
        let bodies = [
            (Endpoint::V1, r#"{"base":"EUR","start_date":"2024-06-28","rates":{"2024-06-28":{"USD":1.07},"2024-07-01":{"USD":1.07}}}"#.to_owned()),
            (Endpoint::V2, format!("[{record},{}]", record.replace("USD", "JPY"))),
        ];
        for (endpoint, body) in bodies {
            prop_assert!(read(endpoint, &body).is_ok());
            prop_assert!(read(endpoint, &body[..cut % body.len()]).is_err());
        }
    }
}
