use super::*;
use crate::data::Rate;

fn day(date: &str, rates: &[(&str, &str)]) -> Day {
    let rates = rates.iter().map(|&(currency, digits)| Rate { currency: currency.into(), digits: digits.into() });
    Day { date: date.parse().expect("a date"), rates: rates.collect() }
}

/// A Thursday, a Friday and the Monday after.
fn week() -> Vec<Day> {
    vec![
        day("2026-09-24", &[("JPY", "180.10"), ("USD", "1.1400")]),
        day("2026-09-25", &[("JPY", "179.7"), ("USD", "1.1403")]),
        day("2026-09-28", &[("USD", "1.1378")]),
    ]
}

fn asked(now: &str, uri: &str) -> (u16, String) {
    let week = week();
    let reply = match answer(&week, now.parse().expect("an instant"), &uri.parse().expect("a URI")) {
        Answer::Rates { panel, render } => render(&panel),
        Answer::Fixed(reply) => reply,
    };
    (reply.status.as_u16(), String::from_utf8(reply.body).expect("JSON is UTF-8"))
}

const TUESDAY: &str = "2026-09-29T06:00:00Z";

#[test]
fn digits_are_the_recorded_ones_to_the_last_zero() {
    let body = r#"{"amount":1.0,"base":"EUR","date":"2026-09-24","rates":{"JPY":180.10,"USD":1.1400}}"#;
    assert_eq!(asked(TUESDAY, "/v1/2026-09-24"), (200, body.into()));
}

#[test]
fn a_day_exists_from_the_second_of_its_publication() {
    assert!(asked("2026-09-28T13:59:59Z", "/v1/latest").1.contains("2026-09-25"));
    assert!(asked("2026-09-28T14:00:00Z", "/v1/latest").1.contains("2026-09-28"));
}

#[test]
fn weekends_and_the_future_answer_the_last_day_before() {
    assert!(asked(TUESDAY, "/v1/2026-09-27").1.contains(r#""date":"2026-09-25""#));
    assert!(asked(TUESDAY, "/v1/2026-10-27").1.contains(r#""date":"2026-09-28""#));
}

#[test]
fn a_range_begins_at_the_working_day_before() {
    let body = concat!(
        r#"{"amount":1.0,"base":"EUR","start_date":"2026-09-25","end_date":"2026-09-28","#,
        r#""rates":{"2026-09-25":{"JPY":179.7,"USD":1.1403},"2026-09-28":{"USD":1.1378}}}"#
    );
    assert_eq!(asked(TUESDAY, "/v1/2026-09-26.."), (200, body.into()));
}

#[test]
fn a_range_ends_where_knowledge_ends() {
    assert!(asked("2026-09-28T06:00:00Z", "/v1/2026-09-24..2026-12-31").1.contains(r#""end_date":"2026-09-25""#));
}

#[test]
fn nothing_to_tell_is_not_found() {
    for uri in ["/v1/2026-09-23", "/v1/2026-09-01..2026-09-23", "/v1/2026-09-30..", "/v1/2026-09-28..2026-09-24"] {
        assert_eq!(asked(TUESDAY, uri), (404, r#"{"message":"not found"}"#.into()), "{uri}");
    }
    assert_eq!(asked("1999-01-01T00:00:00Z", "/v1/latest").0, 404);
}
