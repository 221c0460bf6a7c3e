//! A schedule that was missed asks for the market day that it would have seen.

use crate::support::frankfurter;
use makerates_tests::replay::KEY;
use makerates_tests::{Run, World, in_case};
use serde_json::json;

/// A Tuesday.
const NOW: &str = "2026-09-29T06:00:00Z";

fn exchangerate(world: &World, arguments: &str) -> Run {
    world.run("extract-exchangerate").args(arguments).env("EXCHANGERATE_API_KEY", KEY)
}

/// The paths and queries that both sources were asked for.
fn asked(world: &World) -> Vec<String> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut asked: Vec<String> = world
        .replay
        .requests()
        .iter()
        .map(|request| format!("{}?{}", text(&request["path"]), text(&request["query"])))
        .collect();
    asked.sort();
    asked
}

#[test]
fn a_missed_monday_and_a_missed_weekend_ask_for_friday() {
    for missed in ["2026-09-28T06:00:00Z", "2026-09-27T06:00Z", "2026-09-26T08:00:00+02:00"] {
        let _case = in_case(missed);
        let world = World::at(NOW);
        world.replay.set_quota(&json!({"plan": "pro"}));
        let arguments = format!("--scheduled-at {missed} --date= --from= --to=");
        let of_ecb = frankfurter(&world, &arguments).ok();
        let of_feed = exchangerate(&world, &arguments).ok();
        assert_eq!(
            (&of_ecb["last_rate_date"], &of_feed["last_rate_date"]),
            (&json!("2026-09-25"), &json!("2026-09-25"))
        );
        let expected = ["/v1/2026-09-25?base=EUR", "/v2/providers?", "/v6/<key>/history/USD/2026/9/26?"];
        assert_eq!(asked(&world), expected);
    }
}

/// On Easter Monday the ECB has no rate: its last one is Thursday's, and other banks have some of both holidays.
#[test]
fn after_a_holiday_the_ecb_is_asked_for_its_last_day() {
    let world = World::at("2024-04-03T06:00:00Z");
    let outputs = frankfurter(&world, "--scheduled-at 2024-04-02T06:00:00Z").ok();
    assert_eq!(outputs["missing_dates"], json!([]));
    let of_bank = |bank: &str| format!("/v2/providers/{bank}/rates?base=USD&from=2024-03-28&to=2024-04-01");
    let mut expected = ["BNB", "BOC", "CBC", "FED", "NBP"].map(of_bank).to_vec();
    expected.extend(["/v1/2024-03-28?base=EUR", "/v2/providers?"].map(str::to_owned));
    expected.sort();
    assert_eq!(asked(&world), expected);
}

#[test]
fn a_schedule_of_today_or_none_asks_for_the_latest_rates() {
    for scheduled in ["2026-09-29T06:00:00Z", "2026-09-29T00:30:00Z", ""] {
        let _case = in_case(scheduled);
        let world = World::at(NOW);
        frankfurter(&world, &format!("--scheduled-at={scheduled}")).ok();
        exchangerate(&world, &format!("--scheduled-at={scheduled}")).ok();
        assert_eq!(
            asked(&world),
            ["/v1/latest?base=EUR", "/v2/providers?", "/v2/rates?base=USD&expand=providers", "/v6/<key>/latest/USD?"]
        );
    }
}

#[test]
fn what_can_not_be_asked_for_is_refused() {
    let world = World::at(NOW);
    let future = frankfurter(&world, "--scheduled-at 2026-09-30T06:00:00Z").outcome();
    future.expect(2);
    assert!(future.error().contains("is in the future: today is 2026-09-29"), "{}", future.error());
    let open = world.run("extract-exchangerate").args("--scheduled-at 2026-09-28T06:00:00Z").outcome();
    open.expect(2);
    assert!(open.error().contains("has only the latest rates"), "{}", open.error());
    assert!(world.replay.requests().is_empty());
}
