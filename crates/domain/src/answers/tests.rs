//! Answers as the sources send them, whole and broken.

mod keys;
mod panel;

use super::*;
use crate::dates::tests::day;
use crate::rate::Rate;
use proptest::prelude::*;

/// What an answer says, a line a rate: witness, day, code, the text or what is wrong with it.
fn read_on(today: &str, endpoint: Endpoint, body: &str) -> Result<Vec<String>, AnswerFault> {
    lines(endpoint, None, today, body)
}

fn lines(endpoint: Endpoint, bank: Option<&str>, today: &str, body: &str) -> Result<Vec<String>, AnswerFault> {
    let reading = AnswerReader { endpoint, today: day(today), history_day: HistoryDay::Stamp };
    let mut lines = Vec::new();
    reading.read(bank, body.as_bytes(), &mut |day| {
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

/// What one bank's own answer says.
fn own(body: &str) -> Result<Vec<String>, AnswerFault> {
    lines(Endpoint::Bank, Some("NBP"), "2024-07-02", body)
}

/// A record of such an answer.
fn plain(date: &str, quote: &str, rate: &str) -> String {
    format!(r#"{{"date":"{date}","base":"USD","quote":"{quote}","rate":{rate}}}"#)
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

/// The last of two days would move all rates to it.
#[test]
fn what_the_ecb_s_face_says_twice_of_its_rates_is_refused() {
    for twice in [r#""date":"2024-06-28""#, r#""base":"EUR""#, r#""amount":1.0"#, r#""rates":{"USD":1.07}"#] {
        let body = format!(r#"{{"amount":1.0,"base":"EUR","date":"2024-07-01",{twice},"rates":{{"USD":1.0746}}}}"#);
        let refused = read(Endpoint::V1, &body);
        assert!(matches!(&refused, Err(AnswerFault::WrongShape(told)) if told.contains("comes twice")), "{refused:?}");
    }
}

#[test]
fn an_answer_without_one_usable_rate_is_none() {
    let unusable = r#""USD":"1.1","JPY":0,"GBP":null,"CHF":{},"sek":11.2,"NOK":-1,"PLN":NaN,"CZK":1e12"#;
    let day = r#""base":"EUR","date":"2024-07-01""#;
    let range = r#""base":"EUR","start_date":"2024-06-28","end_date":"2024-07-01""#;
    let feed =
        r#""result":"success","time_last_update_unix":1719878400,"year":2024,"month":7,"day":1,"base_code":"USD""#;
    let of_feed = unusable.replace("\"USD\":\"1.1\"", "\"USD\":1,\"EUR\":\"0.9\"");
    let of_panel = record("2024-07-01", "USD", &[("ECB", "2024-07-01", "\"1.07\""), ("BOC", "2024-07-01", "NaN")]);
    for (endpoint, body) in [
        (Endpoint::V1, format!("{{{day},\"rates\":{{{unusable}}}}}")),
        (
            Endpoint::V1,
            format!("{{{range},\"rates\":{{\"2024-06-28\":{{{unusable}}},\"2024-07-01\":{{{unusable}}}}}}}"),
        ),
        (Endpoint::V2, format!("[{of_panel},{}]", record("2024-07-01", "usd", &[("ECB", "2024-07-01", "1.07")]))),
        (Endpoint::V6, format!("{{{feed},\"conversion_rates\":{{{of_feed}}}}}")),
        (Endpoint::History, format!("{{{feed},\"conversion_rates\":{{{of_feed}}}}}")),
        (Endpoint::Open, format!("{{{feed},\"rates\":{{{of_feed}}}}}")),
    ] {
        assert_eq!(read(endpoint, &body), Err(AnswerFault::NoUsableRate), "{body}");
        let with_one = body.replacen("NaN", "1.07", 1);
        assert!(read(endpoint, &with_one).is_ok(), "{with_one}");
    }
}

#[test]
fn averages_of_weeks_are_no_answer_and_gaps_are_no_averages() {
    let mondays = ["2024-05-27", "2024-06-03", "2024-06-10", "2024-06-17"];
    let gaps = ["2024-05-27", "2024-05-28", "2024-06-17", "2024-06-18"];
    let v1 = |days: [&str; 4]| {
        let days = days.map(|day| format!(r#""{day}":{{"USD":1.08}}"#)).join(",");
        ecb(&format!(r#"{{"base":"EUR","start_date":"2024-05-27","end_date":"2024-06-18","rates":{{{days}}}}}"#))
    };
    let v2 = |bank: &str, days: [&str; 4]| {
        let records = days.map(|day| record(day, "USD", &[(bank, day, "1.08")])).join(",");
        panel(&format!("[{records}]"))
    };
    assert_eq!(v1(mondays), Err(AnswerFault::NotDaily(4)));
    assert_eq!(v2("ECB", mondays), Err(AnswerFault::NotDaily(4)));
    assert_eq!(v2("HKMA", mondays).map(|lines| lines.len()), Ok(4), "a bank may publish once a week");
    assert_eq!((v1(gaps).map(|lines| lines.len()), v2("ECB", gaps).map(|lines| lines.len())), (Ok(4), Ok(4)));
}

#[test]
fn an_error_that_is_not_in_the_api_s_own_shape_is_another_shape() {
    let is_own = |endpoint, body| matches!(read(endpoint, body), Err(AnswerFault::SourceError(_)));
    assert!(is_own(Endpoint::V1, r#"{"message":"forbidden"}"#));
    assert!(is_own(Endpoint::V2, r#"{"status":403,"message":"forbidden"}"#));
    assert!(is_own(Endpoint::V6, r#"{"result":"error","error-type":"something-new"}"#));
    for endpoint in [Endpoint::V1, Endpoint::V2, Endpoint::V6, Endpoint::Open, Endpoint::History] {
        for body in ["error code: 1010", "", "{}", r#"{"title":"Forbidden","status":403}"#, r#"{"result":"error"}"#] {
            assert!(!is_own(endpoint, body), "{endpoint}: {body}");
        }
    }
    assert!(!is_own(Endpoint::V2, r#"{"message":"forbidden"}"#) && !is_own(Endpoint::V6, r#"{"message":"no"}"#));
}

#[test]
fn a_list_that_is_cut_off_anywhere_is_told_from_what_is_no_json() {
    let whole = format!("[{}]", plain("2024-07-01", "EUR", "0.93"));
    for end in 1..whole.len() {
        let cut = own(&whole[..end]);
        assert!(matches!(cut, Err(AnswerFault::CutOff(_))), "{}: {cut:?}", &whole[..end]);
    }
    assert!(matches!(own("<!doctype html><html></html>"), Err(AnswerFault::NotJson(_))));
}

#[test]
fn an_answer_of_no_bank_is_none() {
    let body = format!("[{}]", plain("2024-07-01", "EUR", "0.93"));
    assert!(matches!(read(Endpoint::Bank, &body), Err(AnswerFault::WrongShape(_))), "nothing says whose it is");
    assert_eq!(own("[]"), Err(AnswerFault::EmptyRates));
    assert_eq!(own(r#"{"status":404,"message":"not found"}"#), Err(AnswerFault::SourceError("not found".into())));
    let mixed = format!("[{},{}]", plain("2024-07-01", "EUR", "0.93"), record("2024-07-01", "PLN", &[]));
    assert!(matches!(own(&mixed), Err(AnswerFault::WrongBase { .. })));
}

#[test]
fn the_day_of_the_history_is_what_the_setting_says() {
    let body = r#"{"result":"success","year":2024,"month":6,"day":29,"base_code":"USD","conversion_rates":{"USD":1,"EUR":0.93}}"#;
    for (history_day, stamp) in [(HistoryDay::Stamp, "2024-06-29"), (HistoryDay::MarketDay, "2024-06-30")] {
        let reading = AnswerReader { endpoint: Endpoint::History, today: day("2024-07-02"), history_day };
        let mut stamps = Vec::new();
        reading.read(None, body.as_bytes(), &mut |day| stamps.push(day.stamp)).unwrap();
        assert_eq!(stamps, [day(stamp)], "{history_day:?}");
    }
}

proptest! {
    #[test]
    fn no_body_panics(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        for endpoint in Endpoint::ALL {
            let reading = AnswerReader { endpoint, today: day("2024-07-02"), history_day: HistoryDay::Stamp };
            prop_assert!(reading.read(None, body.as_slice(), &mut |_| ()).is_err());
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
