//! One bank's range in parts: what the source can't bear at once, what it can't give at all, and what answers nothing.

use crate::support::{NOW, count, fault_of, frankfurter, of_bank};
use makerates_tests::{World, in_case};
use serde_json::json;

#[test]
fn a_range_that_the_source_can_not_bear_is_halved_and_each_request_is_counted() {
    let mut world = World::at(NOW);
    let nbp = "--providers NBP,FED --from 2024-01-02 --to 2024-06-28";
    for (fault, requests_each) in [
        (json!({"kind": "status", "status": 503, "longer_than_days": 60}), 3),
        (json!({"kind": "status", "status": 524, "longer_than_days": 60}), 3),
        (json!({"kind": "broken_off", "longer_than_days": 60}), 3),
        (json!({"kind": "truncated", "longer_than_days": 60}), 1),
    ] {
        let _case = in_case(fault.to_string());
        world.renew_home();
        world.replay.set_faults(&json!([fault_of("/NBP/", &fault)]));
        let before = of_bank(&world, "NBP").len();
        let outputs = frankfurter(&world, nbp).ok();
        let asked = of_bank(&world, "NBP").split_off(before);
        // The half year, its two quarters, and what is left of them: each as often as its fault is tried again.
        assert_eq!(asked.len(), 3 * requests_each + 4);
        let quarters = ["2024-01-02..2024-02-14", "2024-02-15..2024-03-29"];
        assert_eq!(asked[2 * requests_each..][..2], quarters);
        assert_eq!(outputs["requests"], json!(asked.len() + 1));
        assert_eq!((&outputs["answers_new"], &outputs["failed_providers"]), (&json!(5), &json!([])));
        let count = count(&world);
        assert_eq!((&count["request_count"], &count["consecutive_failures"]), (&outputs["requests"], &json!(0)));
        assert_eq!(frankfurter(&world, nbp).ok()["requests"], 0, "no part is asked for again");
    }
}

/// The parts that came are known; the bank is asked for the rest.
#[test]
fn a_bank_that_fails_half_way_is_asked_for_what_is_missing() {
    let world = World::at(NOW);
    let fault = json!({"kind": "status", "status": 503, "longer_than_days": 100});
    let month = json!({"kind": "html"});
    world.replay.set_faults(&json!([fault_of("/NBP/", &fault), fault_of("from=2024-04-01&to=2024-06-28", &month)]));
    let run = || frankfurter(&world, "--providers NBP --from 2024-01-02 --to 2024-06-28").outcome();
    assert_eq!(run().expect(4)["failed_providers"], json!(["NBP"]));
    world.replay.set_faults(&json!([]));
    assert_eq!(run().expect(0)["requests"], 1);
    assert_eq!(of_bank(&world, "NBP").last().map(String::as_str), Some("2024-04-01..2024-06-28"));
}

/// One record that a source can't give keeps no later month from every run; a source that is down is left alone.
#[test]
fn a_month_that_can_not_be_had_is_passed_over_and_after_two_the_rest_is_left() {
    let mut world = World::at(NOW);
    let run = |world: &World| frankfurter(world, "--providers NBP --from 2024-01-02 --to 2024-06-28").outcome();
    let sick = json!({"kind": "status", "status": 503});
    let too_much = json!({"kind": "status", "status": 503, "longer_than_days": 60});
    // The second half of a quarter, its own first half, and then its second one.
    let [first, second] = ["from=2024-02-15", "from=2024-03-08"].map(|from| fault_of(from, &sick));
    let faults = json!([fault_of("/NBP/", &too_much), first, second]);
    for (count, answered, left) in [(2, 4, vec!["2024-02-15..2024-03-07"]), (3, 1, vec!["2024-02-15..2024-06-28"])] {
        let _case = in_case(count.to_string());
        world.renew_home();
        world.replay.set_faults(&json!(faults.as_array().expect("faults")[..count]));
        let outputs = run(&world).expect(4);
        assert_eq!((&outputs["failed_providers"], &outputs["answers_new"]), (&json!(["NBP"]), &json!(answered)));
        let state = world.run("quota-gate").args("check").ok()["sources"][0].clone();
        assert_eq!(state["request_count"], outputs["requests"]);
        assert_eq!(state["consecutive_failures"], json!(count - 2), "a bank that fails is one failure");
        world.replay.set_faults(&json!([]));
        let before = of_bank(&world, "NBP").len();
        run(&world).expect(0);
        assert_eq!(of_bank(&world, "NBP").split_off(before), left);
    }
}

/// Which days a bank owes nobody knows: an answer of others would count as the answer to all that were asked for.
#[test]
fn an_answer_of_other_days_than_those_asked_for_answers_none_of_them() {
    let world = World::at(NOW);
    let run = || frankfurter(&world, "--providers FED,NBP --from 2024-04-02 --to 2024-06-28").outcome();
    let answer = |day: &str| {
        let text = format!(r#"[{{"date":"{day}","base":"USD","quote":"EUR","rate":0.9336}}]"#);
        world.replay.set_faults(&json!([fault_of("/FED/", &json!({"kind": "body", "text": text}))]));
    };
    for day in ["2026-10-30", "2024-03-18"] {
        answer(day);
        let outcome = run();
        assert_eq!(outcome.expect(4)["failed_providers"], json!(["FED"]), "{day}");
        let told = format!("rejected: other_days: {day} to {day}, and none that was asked for");
        assert!(outcome.error().contains(&told), "{}", outcome.error());
    }
    assert_eq!(world.run("transform").ok()["recovered_answers"], 0, "nor is it one to be understood later");
    // Its word of before is repeated for two weeks.
    answer("2024-03-19");
    assert_eq!(run().expect(0)["answers_new"], 1);
    assert_eq!(run().expect(0)["requests"], 0);
}
