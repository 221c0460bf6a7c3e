//! What a run measures, as Kestra is told it: the same numbers as its outputs, each with its kind and what it is of.

use makerates_tests::World;
use serde_json::{Value, json};

/// The day whose two sources differ most on KRW: one conflict.
const MORNING: &str = "2026-09-22T06:00:00Z";

struct Measured {
    outputs: Value,
    metrics: Vec<Value>,
}

fn measured(world: &World, tool: &str, arguments: &str, code: i32) -> Measured {
    let outcome = world.run(tool).args(arguments).args("--format kestra").outcome();
    assert_eq!(outcome.code, Some(code), "{}{}", outcome.stdout, outcome.stderr);
    let markers = outcome.markers();
    Measured { outputs: markers.outputs[0].clone(), metrics: markers.metrics }
}

impl Measured {
    fn assert_has(&self, name: &str, kind: &str, value: &Value, tags: &Value) {
        let metric = json!({ "name": name, "type": kind, "value": value, "tags": tags });
        assert!(value.is_number() && self.metrics.contains(&metric), "no {metric} in {:#?}", self.metrics);
    }

    /// Every run is timed, and says what it was.
    fn assert_timed(&self, step: &str, layer: &str) {
        let timed = self.metrics.iter().filter(|metric| metric["type"] == "timer").collect::<Vec<_>>();
        assert_eq!(timed.len(), 1, "{timed:?}");
        assert_eq!(
            (&timed[0]["name"], &timed[0]["tags"]),
            (&json!("duration"), &json!({"layer": layer, "step": step}))
        );
        let seconds = timed[0]["value"].as_f64().expect("a duration is a number");
        assert!(seconds > 0.0 && seconds < 600.0, "{seconds}");
    }
}

#[test]
fn each_step_of_a_daily_run_measures_what_it_did() {
    let world = World::at(MORNING);
    for (source, requests) in [("frankfurter", 3), ("exchangerate", 1)] {
        let run = measured(&world, &format!("extract-{source}"), "", 0);
        run.assert_timed(&format!("extract-{source}"), "bronze");
        let tags = json!({ "layer": "bronze", "source": source });
        for name in ["requests", "answers_new", "answers_unchanged", "bytes", "suspicious"] {
            run.assert_has(name, "counter", &run.outputs[name], &tags);
        }
        assert_eq!(run.outputs["requests"], requests);
        // Whoever watches the quota sees the morning's own requests, and not those of the day before.
        let of_day = json!({ "layer": "control", "period": "day", "source": source });
        run.assert_has("quota_used", "gauge", &json!(requests), &of_day);
        run.assert_has("circuit_open", "gauge", &json!(0), &json!({ "layer": "control", "source": source }));
    }

    let run = measured(&world, "quota-gate", "available", 0);
    run.assert_timed("quota-gate-available", "control");
    let of = |period: &str| json!({ "layer": "control", "period": period, "source": "exchangerate" });
    run.assert_has("quota_used", "gauge", &json!(1), &of("day"));
    run.assert_has("quota_limit", "gauge", &json!(50), &of("day"));
    run.assert_has("quota_limit", "gauge", &json!(1500), &of("month"));
    run.assert_has("quota_remaining", "gauge", &json!(49), &json!({ "layer": "control", "source": "exchangerate" }));

    let run = measured(&world, "transform", "", 0);
    run.assert_timed("transform", "silver");
    let day = &run.outputs["newest_day"];
    assert_eq!(day["rate_date"], "2026-09-21");
    let tags = json!({ "layer": "silver" });
    run.assert_has("validated_rates", "gauge", &day["validated"], &tags);
    run.assert_has("quarantined_rates", "gauge", &day["quarantined"], &tags);
    run.assert_has("conflicts", "gauge", &day["conflicts"], &tags);
    run.assert_has("deviation_pct_median", "gauge", &day["deviation_pct_median"], &tags);
    run.assert_has("deviation_pct_max", "gauge", &day["deviation_pct_max"], &tags);
    let query = "select count(*) from silver.validated_rates where rate_date = '2026-09-21'";
    assert_eq!(world.query(query), [day["validated"].to_string()]);

    let run = measured(&world, "sync-dynamodb", "", 0);
    run.assert_timed("sync-dynamodb", "gold");
    run.assert_has("items_written", "counter", &run.outputs["candidates"], &json!({ "layer": "gold" }));
    run.assert_has("items_unchanged", "counter", &json!(0), &json!({ "layer": "gold" }));
}

#[test]
fn a_run_that_fails_still_counts_what_it_did() {
    let world = World::at(MORNING);
    world.replay.set_faults(&json!([{ "source": "frankfurter", "kind": "status", "status": 503 }]));
    let run = measured(&world, "extract-frankfurter", "", 4);
    run.assert_timed("extract-frankfurter", "bronze");
    // The ECB's rates three times, the panel's once.
    run.assert_has("requests", "counter", &json!(4), &json!({ "layer": "bronze", "source": "frankfurter" }));
}

#[test]
fn a_plan_is_no_request() {
    let world = World::at(MORNING);
    let run = measured(&world, "extract-frankfurter", "--from 2026-09-14 --to 2026-09-18 --dry-run", 0);
    assert_eq!(run.outputs["requests"], 2);
    run.assert_timed("extract-frankfurter", "bronze");
    assert_eq!(run.metrics.len(), 2, "its duration, and that it did not fail: {:?}", run.metrics);
}

#[test]
fn a_source_that_may_not_be_asked_is_explained_also_when_it_is_not_the_first() {
    let world = World::at(MORNING);
    let run = world.run("quota-gate").args("available").env("MAKERATES_QUOTA__EXCHANGERATE__DAILY", "0");
    let outputs = run.ok();
    assert_eq!((&outputs["source"], &outputs["available"]), (&json!("frankfurter"), &json!(["frankfurter"])));
    let reason = outputs["reason"].as_str().expect("every output has a reason");
    assert!(reason.contains("exchangerate: quota_exhausted 2026-09-23T00:00:00.000Z"), "{reason}");
}
