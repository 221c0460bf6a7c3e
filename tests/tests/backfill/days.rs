//! What is known is a day, however it was asked for; and an answer is complete when it has each day that is over.

use crate::support::{NOW, asked, fault_of, frankfurter, observations, paths};
use makerates_tests::{World, in_case};
use serde_json::{Value, json};

fn leave_out(path: &str, from: &str, to: &str) -> Value {
    json!([fault_of(path, &json!({"kind": "leave_out", "from": from, "to": to}))])
}

fn requests(world: &World, arguments: &str) -> Value {
    frankfurter(world, arguments).ok()["requests"].clone()
}

/// The questions to the ECB, in order.
fn questions(world: &World) -> Vec<String> {
    let requests = world.replay.requests();
    let paths = requests.iter().map(|request| request["path"].as_str().unwrap_or_default().to_owned());
    paths.filter(|path| path.starts_with("/v1/")).collect()
}

#[test]
fn two_weeks_that_an_answer_lacks_are_named_and_asked_for_alone() {
    let may = "--from 2024-05-02 --to 2024-05-29 --no-panel";
    let world = World::at(NOW);
    world.replay.set_faults(&leave_out("/v1/", "2024-05-13", "2024-05-24"));
    let outcome = frankfurter(&world, may).outcome();
    let outputs = outcome.expect(4);
    assert_eq!((&outputs["answers_new"], &outputs["failed_dates"]), (&json!(1), &json!([])), "what came is kept");
    assert_eq!(outputs["missing_dates"].as_array().map(Vec::len), Some(10));
    assert_eq!(
        (&outputs["missing_dates"][0], &outputs["missing_dates"][9]),
        (&json!("2024-05-13"), &json!("2024-05-24"))
    );
    let reason =
        "not_there_yet: frankfurter answered without 2024-05-13, 2024-05-14, 2024-05-15, and 7 more market days";
    assert_eq!(outputs["reason"], reason);
    assert!(outcome.error().contains(reason) && outcome.error().contains("run it again later"), "{}", outcome.error());

    frankfurter(&world, may).outcome().expect(4);

    world.replay.set_faults(&json!([]));
    let outputs = frankfurter(&world, may).ok();
    assert_eq!((&outputs["already_answered"], &outputs["missing_dates"]), (&json!(10), &json!([])));
    assert_eq!(questions(&world)[2..], ["/v1/2024-05-13..2024-05-24"]);
    assert_eq!(requests(&world, may), 0);
}

#[test]
fn three_of_five_months_are_missing_and_the_rest_of_the_plan_is_asked_for_all_the_same() {
    let months = "--from 2024-01-02 --to 2024-05-31";
    let world = World::at(NOW);
    world.replay.set_faults(&leave_out("/v1/", "2024-02-01", "2024-04-30"));
    let outputs = frankfurter(&world, months).outcome().expect(4);
    assert_eq!((&outputs["requests"], &outputs["answers_new"]), (&json!(7), &json!(7)), "the list and five banks");
    assert_eq!(outputs["missing_dates"].as_array().map(Vec::len), Some(62), "ECB days of three months");
    world.replay.set_faults(&json!([]));
    let outputs = frankfurter(&world, months).ok();
    assert_eq!((&outputs["requests"], &outputs["missing_dates"]), (&json!(1), &json!([])));
    assert_eq!(questions(&world)[1..], ["/v1/2024-02-01..2024-04-30"]);
    assert_eq!(requests(&world, months), 0);
}

/// An old copy of the service answers a long range with averages over weeks: never the rate of a day.
#[test]
fn averages_over_weeks_are_no_answer() {
    let world = World::at(NOW);
    let tuesdays = ["2024-05-07", "2024-05-14", "2024-05-21", "2024-05-28", "2024-06-04", "2024-06-11"];
    let fault = |day: &&str| {
        let friday = format!("{}{:02}", &day[..8], day[8..].parse::<u8>().expect("a day") + 3);
        fault_of("/v1/", &json!({"kind": "leave_out", "from": day, "to": friday}))
    };
    let mut faults: Vec<Value> = tuesdays.iter().map(fault).collect();
    faults.push(fault_of("/v1/", &json!({"kind": "multiply", "currency": "USD", "factor": "1.01"})));
    world.replay.set_faults(&faults.into());
    let range = "--from 2024-05-06 --to 2024-06-14 --no-panel";
    let outcome = frankfurter(&world, range).outcome();
    outcome.expect(4);
    assert!(outcome.error().contains("not_daily"), "{}", outcome.error());
    assert_eq!(world.receipts()[0]["outcome"], "rejected");
    world.replay.set_faults(&json!([]));
    assert_eq!(requests(&world, range), 1);
    world.run("transform").ok();
    let restated = world.query("select count(*) from silver.observations where is_restated");
    assert_eq!(restated, ["0"], "nor is it one when it is read again");
}

#[test]
fn each_gap_is_a_question_of_its_own() {
    let world = World::at(NOW);
    let gap = |from: &str, to: &str| fault_of("/v1/", &json!({"kind": "leave_out", "from": from, "to": to}));
    world.replay.set_faults(&json!([gap("2024-05-07", "2024-05-07"), gap("2024-05-14", "2024-05-15")]));
    let may = "--from 2024-05-02 --to 2024-05-29 --no-panel";
    let outputs = frankfurter(&world, may).outcome().expect(4);
    assert_eq!(outputs["missing_dates"], json!(["2024-05-07", "2024-05-14", "2024-05-15"]));
    world.replay.set_faults(&json!([]));
    assert_eq!(requests(&world, &format!("{may} --concurrency 1")), 2);
    assert_eq!(questions(&world)[1..], ["/v1/2024-05-07", "/v1/2024-05-14..2024-05-15"]);
}

#[test]
fn ranges_that_overlap_ask_for_new_days_only() {
    let world = World::at(NOW);
    assert_eq!(requests(&world, "--from 2024-01-01 --to 2024-12-31"), 7);
    assert_eq!(requests(&world, "--from 2024-01-01 --to 2025-01-31"), 1, "the other banks had ended");
    assert_eq!(questions(&world)[1..], ["/v1/2025-01-02..2025-01-31"]);
    assert_eq!(requests(&world, "--from 2024-03-01 --to 2025-01-15"), 0);
    assert_eq!(requests(&world, "--date 2024-06-28"), 0);
    assert_eq!(requests(&world, "--from 2023-12-27 --to 2025-02-05 --no-panel --concurrency 1"), 2);
    assert_eq!(questions(&world)[2..], ["/v1/2023-12-27..2023-12-29", "/v1/2025-02-03..2025-02-05"]);
}

#[test]
fn batch_and_isolated_know_of_each_other() {
    let month = "--from 2024-03-25 --to 2024-04-30";
    let mut world = World::at(NOW);
    for (first, second) in [("batch", "isolated"), ("isolated", "batch")] {
        let _case = in_case(format!("{first}, then {second}"));
        world.renew_home();
        let outputs = frankfurter(&world, &format!("{month} --mode {first}")).ok();
        let (days, of_banks) = (outputs["days"].as_u64(), 27 * 5);
        let again = frankfurter(&world, &format!("{month} --mode {second}")).ok();
        assert_eq!(
            (&again["requests"], again["already_answered"].as_u64()),
            (&json!(0), days.map(|of_ecb| of_ecb + of_banks))
        );
    }
    assert!(asked(&world).iter().filter(|(path, _)| path.starts_with("/v1/")).all(|(_, times)| *times == 1));
    assert!(!observations(&world).is_empty());
}

/// Banks publish late: a day of the panel is complete a week after it.
#[test]
fn a_day_of_the_panel_is_asked_for_again_until_a_week_has_passed() {
    let mut world = World::at("2024-06-29T06:00:00Z");
    let asked_at = |world: &mut World, now: &str, arguments: &str| {
        world.set_clock(now);
        requests(world, arguments)
    };
    let day = "--providers BOC --date 2024-06-28";
    assert_eq!(requests(&world, day), 1);
    assert_eq!(asked_at(&mut world, "2024-07-04T06:00:00Z", day), 1, "six days later a bank may still be late");
    assert_eq!(asked_at(&mut world, "2024-07-05T06:00:00Z", day), 1, "the answers are older than that");
    assert_eq!(asked_at(&mut world, "2024-07-06T06:00:00Z", day), 0, "and this one is not");
    let range = "--providers BOC --from 2024-06-24 --to 2024-07-04";
    assert_eq!(asked_at(&mut world, "2024-07-06T06:00:00Z", range), 2, "before and after that day");
    assert_eq!(requests(&world, range), 1, "the days of the last week");
}

/// Taiwan publishes a month at once, on some day of the next one or the one after.
#[test]
fn a_bank_that_publishes_once_a_month_is_asked_until_it_must_have() {
    let mut world = World::at("2024-06-14T06:00:00Z");
    let may = "--panel --from 2024-05-02 --to 2024-05-31";
    let banks = |world: &mut World, now: &str| {
        world.set_clock(now);
        let before = paths(world).len();
        frankfurter(world, may).ok();
        let asked = paths(world)[before..].to_vec();
        let bank = |path: &str| Some(path.strip_prefix("/v2/providers/")?.split_once('/')?.0.to_owned());
        let mut banks: Vec<String> = asked.iter().filter_map(|path| bank(path)).collect();
        banks.sort();
        banks
    };
    assert_eq!(banks(&mut world, "2024-06-14T06:00:00Z"), ["BNB", "BOC", "CBC", "ECB", "FED", "NBP"]);
    assert_eq!(banks(&mut world, "2024-07-01T06:00:00Z"), ["CBC"]);
    assert_eq!(banks(&mut world, "2024-08-05T06:00:00Z"), ["CBC"], "the answers are older than two months after May");
    assert!(banks(&mut world, "2024-08-05T07:00:00Z").is_empty());
}

#[test]
fn the_whole_panel_has_some_banks_and_some_banks_are_not_the_panel() {
    let world = World::at(NOW);
    world.replay.set_faults(&json!([fault_of("/v2/providers", &json!({"kind": "status", "status": 404}))]));
    let outputs = frankfurter(&world, "--panel --from 2024-06-03 --to 2024-06-28").ok();
    assert_eq!((&outputs["requests"], &outputs["witnesses"]), (&json!(2), &json!(6)));
    let reason = outputs["reason"].as_str().unwrap_or_default();
    assert!(
        reason.contains("without the list of banks") && reason.contains("the whole panel is asked for"),
        "{reason}"
    );
    let whole = "/v2/rates?base=USD&expand=providers&from=2024-06-03&to=2024-06-28";
    assert_eq!(paths(&world), ["/v2/providers?", whole]);
    world.replay.set_faults(&json!([]));
    assert_eq!(requests(&world, "--providers BOC --from 2024-06-10 --to 2024-06-21 --mode isolated"), 0);
    assert_eq!(requests(&world, "--providers BOC,ECB --date 2024-07-02"), 2);
    assert_eq!(requests(&world, "--providers ECB --date 2024-07-02"), 0);
    assert_eq!(requests(&world, "--panel --date 2024-07-02"), 4, "the list, Taiwan, the Reserve and Poland");
}

/// Five years of it are some 300 MB, which the service computes while it is asked.
#[test]
fn without_a_list_the_whole_panel_is_asked_for_by_quarters() {
    let world = World::at(NOW);
    world.replay.set_faults(&json!([fault_of("/v2/providers", &json!({"kind": "status", "status": 404}))]));
    frankfurter(&world, "--panel --from 2024-01-02 --to 2024-06-28 --concurrency 1").ok();
    let span = |days: &str| format!("/v2/rates?base=USD&expand=providers&from={days}");
    let spans = ["2024-01-02&to=2024-04-01", "2024-04-02&to=2024-06-28"].map(span);
    assert_eq!(paths(&world)[1..], spans);
}

/// Christmas of 2018, and Canada's national holiday.
#[test]
fn a_holiday_on_which_nobody_publishes_is_no_gap() {
    let world = World::at(NOW);
    frankfurter(&world, "").ok();
    for (arguments, requests_made) in
        [("--panel --date 2018-12-25", 2), ("--providers BOC --date 2024-07-01", 1), ("--date 2018-12-26", 1)]
    {
        let _case = in_case(arguments);
        let outputs = frankfurter(&world, arguments).ok();
        assert_eq!((&outputs["requests"], &outputs["missing_dates"]), (&json!(requests_made), &json!([])));
        assert_eq!(requests(&world, arguments), 0);
    }
}
