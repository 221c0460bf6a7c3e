use super::*;
use crate::data::Rate;

fn feed() -> Vec<Day> {
    let day = |date: &str, aed: &str| Day {
        date: date.parse().expect("a date"),
        rates: [("AED", aed), ("USD", "1"), ("ZAR", "17.10")]
            .map(|(currency, digits)| Rate { currency: currency.into(), digits: digits.into() })
            .into(),
    };
    vec![day("2026-09-28", "3.6725"), day("2026-09-29", "3.6730")]
}

fn asked(now: &str, path: &str, quota: &mut Quota) -> (u16, String) {
    let (feed, call) = (feed(), Call::parse(path));
    let answered = match refuse(&call, "k", quota) {
        None => answer(&feed, now.parse().expect("an instant"), &call, quota),
        Some(refusal) => Answer::Fixed(refusal),
    };
    let reply = match answered {
        Answer::Rates { panel, render } => render(&panel),
        Answer::Fixed(reply) => reply,
    };
    (reply.status.as_u16(), String::from_utf8(reply.body).expect("JSON is UTF-8"))
}

fn error_of((status, body): (u16, String)) -> (u16, String) {
    let json: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(json["result"], "error");
    (status, json["error-type"].as_str().expect("a type").to_owned())
}

const TUESDAY: &str = "2026-09-29T06:00:00Z";

#[test]
fn the_keyed_face_has_all_fields_in_order() {
    let body = concat!(
        r#"{"result":"success","documentation":"https://www.exchangerate-api.com/docs","#,
        r#""terms_of_use":"https://www.exchangerate-api.com/terms","#,
        r#""time_last_update_unix":1790640001,"time_last_update_utc":"Tue, 29 Sep 2026 00:00:01 +0000","#,
        r#""time_next_update_unix":1790726401,"time_next_update_utc":"Wed, 30 Sep 2026 00:00:01 +0000","#,
        r#""base_code":"USD","conversion_rates":{"USD":1,"AED":3.6730,"ZAR":17.10}}"#
    );
    assert_eq!(asked(TUESDAY, "/v6/k/latest/USD", &mut Quota::default()), (200, body.into()));
}

#[test]
fn open_access_needs_no_key_and_no_quota() {
    let mut quota = Quota { limit: 0, ..Quota::default() };
    let body = concat!(
        r#"{"result":"success","provider":"https://www.exchangerate-api.com","time_last_update_unix":1790640001,"#,
        r#""time_next_update_unix":1790726401,"time_eol_unix":0,"base_code":"USD","rates":{"USD":1,"AED":3.6730,"ZAR":17.10}}"#
    );
    assert_eq!(asked(TUESDAY, "/v6/latest/USD", &mut quota), (200, body.into()));
}

#[test]
fn a_day_exists_from_its_stamp_on() {
    let quota = &mut Quota::default();
    assert!(asked("2026-09-29T00:00:00Z", "/v6/latest/USD", quota).1.contains("3.6725"));
    assert!(asked("2026-09-29T00:00:01Z", "/v6/latest/USD", quota).1.contains("3.6730"));
    assert_eq!(error_of(asked("2026-09-27T00:00:01Z", "/v6/latest/USD", quota)), (404, "no-data-available".into()));
}

#[test]
fn every_keyed_request_counts_also_the_one_for_the_quota() {
    let mut quota = Quota { limit: 3, ..Quota::default() };
    asked(TUESDAY, "/v6/k/latest/EUR", &mut quota);
    let body = r#"{"result":"success","plan_quota":3,"requests_remaining":1,"refresh_day_of_month":17}"#;
    assert_eq!(asked(TUESDAY, "/v6/k/quota", &mut quota), (200, body.into()));
    asked(TUESDAY, "/v6/wrong/quota", &mut quota);
    assert_eq!(quota.remaining(), 1, "a wrong key has no quota");
}

#[test]
fn a_used_up_quota_answers_with_either_status() {
    let mut quota = Quota { limit: 0, ..Quota::default() };
    assert_eq!(error_of(asked(TUESDAY, "/v6/k/latest/USD", &mut quota)), (429, "quota-reached".into()));
    quota.status = 200;
    assert_eq!(error_of(asked(TUESDAY, "/v6/k/quota", &mut quota)), (200, "quota-reached".into()));
}

#[test]
fn history_is_for_paid_plans_and_recorded_days() {
    let mut quota = Quota::default();
    let path = "/v6/k/history/USD/2026/9/28";
    assert_eq!(error_of(asked(TUESDAY, path, &mut quota)), (403, "plan-upgrade-required".into()));
    quota.plan = AccountPlan::Pro;
    let body = concat!(
        r#"{"result":"success","year":2026,"month":9,"day":28,"base_code":"USD","#,
        r#""conversion_rates":{"USD":1,"AED":3.6725,"ZAR":17.10}}"#
    );
    assert_eq!(asked(TUESDAY, path, &mut quota), (200, body.into()));
    let other =
        |day: &str, quota: &mut Quota| error_of(asked(TUESDAY, &format!("/v6/k/history/USD/2026/9/{day}"), quota));
    assert_eq!(other("1", &mut quota), (404, "no-data-available".into()));
    assert_eq!(other("x", &mut quota), (400, "malformed-request".into()));
    let early = asked("2026-09-28T06:00:00Z", "/v6/k/history/USD/2026/9/29", &mut quota);
    assert_eq!(error_of(early), (404, "no-data-available".into()), "not yet stamped");
}

#[test]
fn refuses_what_the_service_refuses() {
    let quota = &mut Quota::default();
    assert_eq!(error_of(asked(TUESDAY, "/v6/wrong/latest/USD", quota)), (403, "invalid-key".into()));
    assert_eq!(error_of(asked(TUESDAY, "/v6/k/latest/EUR", quota)), (404, "unsupported-code".into()));
    assert_eq!(error_of(asked(TUESDAY, "/v6/k/pair/USD/EUR", quota)), (404, "malformed-request".into()));
}
