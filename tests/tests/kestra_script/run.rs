//! `kestra run`.

use crate::fake::Poll::{Gone, Missing, State};
use crate::fake::{Fake, Poll};
use crate::stack::Stack;
use makerates_tests::Outcome;
use serde_json::{Value, json};

const OUTPUTS: &str = "outputs/executions/run-1";

fn run(kestra: &Fake) -> Outcome {
    Stack::new().kestra(&kestra.url, &["run", "rates_daily", "date=2026-09-25"], &[])
}

/// What it says at once.
fn started(kestra: &Fake) -> String {
    let link = link(kestra);
    format!("started makerates.rates_daily as run-1\n{link}\n")
}

fn link(kestra: &Fake) -> String {
    format!("{}/ui/main/executions/makerates/rates_daily/run-1", kestra.url)
}

fn log(message: &str) -> Value {
    json!([{"level": "WARN", "taskId": "alert", "message": message}])
}

#[test]
fn it_waits_for_the_end_and_shows_the_outputs() {
    let states = ["QUEUED", "RUNNING", "PAUSED", "RESTARTED", "BREAKPOINT", "SUCCESS"];
    let kestra = Fake::with_runs(&states.map(State));
    kestra
        .holding()
        .answers
        .insert(OUTPUTS, json!({"reason": "", "pairs": 165, "days": {"missing": []}, "sources": ["a", "b"]}));
    let outcome = run(&kestra);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let end = "ended as SUCCESS\n  reason: \n  pairs: 165\n  sources.0: a\n  sources.1: b\n";
    assert_eq!(outcome.stdout, started(&kestra) + end);
    assert_eq!(outcome.stderr, "kestra: waiting until it has ended; Ctrl-C ends the waiting, not the run\n");
    let logs = kestra.holding().requests.iter().filter(|request| request.contains("logs/")).count();
    assert_eq!(logs, 0, "there is no alert of a good run");
}

#[test]
fn a_warning_is_a_good_end_with_its_reason() {
    let kestra = Fake::with_runs(&[State("RUNNING"), State("WARNING")]);
    kestra.holding().logs =
        [json!([]), json!([]), log("rates_daily WARNING\nexchangerate: \"429\"; C:\\new\nlink")].into();
    kestra.holding().answers.insert(OUTPUTS, json!({"reason": "exchangerate: one\nfrankfurter: two"}));
    let outcome = run(&kestra);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let end = "ended as WARNING\nrates_daily WARNING\nexchangerate: \"429\"; C:\\new\nlink\n  \
               reason: exchangerate: one\nfrankfurter: two\n";
    assert_eq!(outcome.stdout, started(&kestra) + end);
}

#[test]
fn every_other_end_is_exit_code_1() {
    for state in ["FAILED", "KILLED", "CANCELLED", "SKIPPED", "RETRIED", "RESUBMITTED"] {
        let kestra = Fake::with_runs(&[State("KILLING"), State(state)]);
        kestra.holding().logs = [log("no source answered")].into();
        kestra.holding().answers.insert(OUTPUTS, json!({}));
        let outcome = run(&kestra);
        assert_eq!(outcome.code, Some(1), "{state}");
        assert_eq!(outcome.stdout, format!("{}ended as {state}\nno source answered\n", started(&kestra)));
    }
}

#[test]
fn a_run_without_an_alert_or_outputs_says_where_to_look() {
    let kestra = Fake::with_runs(&[State("FAILED")]);
    let outcome = run(&kestra);
    assert_eq!(outcome.code, Some(1));
    let link = link(&kestra);
    assert!(outcome.stdout.contains(&format!("no reason was logged; its page tells what happened: {link}")));
    assert!(outcome.stdout.contains(&format!("its outputs can't be read; its page has them: {link}")));
}

#[test]
fn the_state_decides_the_exit_code_whatever_else_can_be_read() {
    for state in ["SUCCESS", "WARNING"] {
        let kestra = Fake::with_runs(&[State(state)]);
        kestra.holding().answers.insert(OUTPUTS, Value::Null);
        let outcome = run(&kestra);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(outcome.stdout.contains("its outputs can't be read; its page has them"), "{}", outcome.stdout);
    }
}

#[test]
fn outputs_are_found_where_an_earlier_version_has_them() {
    let kestra = Fake::with_runs(&[State("SUCCESS")]);
    kestra.holding().answers.insert("outputs/run-1", json!({"pairs": 165}));
    assert_eq!(run(&kestra).stdout, started(&kestra) + "ended as SUCCESS\n  pairs: 165\n");
    // A list of the tasks that have some is no map of the flow's own.
    kestra.holding().answers.insert("outputs/run-1", json!([{"taskId": "gold"}]));
    let outcome = run(&kestra);
    assert!(outcome.stdout.contains("its outputs can't be read"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("gold"), "{}", outcome.stdout);
}

#[test]
fn nothing_that_a_terminal_obeys_is_shown() {
    let kestra = Fake::with_runs(&[State("WARNING")]);
    kestra.holding().logs = [log("red \u{1b}[31m, \u{9b}31m, \u{7f}, back\r, bell\u{7}")].into();
    kestra.holding().answers.insert(OUTPUTS, json!({"reason": "\u{1b}]0;title\u{7} é"}));
    let outcome = run(&kestra);
    let seen = outcome.stdout.replace('\n', "");
    assert!(!seen.contains(char::is_control), "{seen:?}");
    assert!(seen.contains(r"red \u001b[31m,"), "{seen:?}");
    assert!(seen.contains(r"reason: \u001b]0;title\u0007 é"), "{seen:?}");
}

#[test]
fn a_server_that_is_away_for_a_moment_is_asked_again() {
    let kestra = Fake::with_runs(&[Missing, State("RUNNING"), Gone, Gone, State("SUCCESS")]);
    kestra.holding().answers.insert(OUTPUTS, json!({}));
    let outcome = run(&kestra);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(outcome.stdout, started(&kestra) + "ended as SUCCESS\n");
}

#[test]
fn a_server_that_stays_away_ends_the_waiting_with_the_link() {
    let kestra = Fake::with_runs(&[State("RUNNING"), Gone]);
    let outcome = run(&kestra);
    assert_eq!(outcome.code, Some(1));
    assert_eq!(outcome.stdout, started(&kestra));
    let error = outcome.error();
    assert!(error.contains(&format!("it may well go on, see {}", link(&kestra))), "{error}");
    assert!(error.contains("no answer from"), "{error}");
    let polls: Vec<String> = kestra.holding().requests.split_off(2);
    assert_eq!(polls, ["GET executions/run-1"; 20]);
}

#[test]
fn what_was_not_started_is_not_waited_for() {
    let kestra = Fake::with_runs(&[] as &[Poll]);
    let stack = Stack::new();
    let cases = [
        (vec!["run", "rates_weekly"], 1, "Kestra has no flow makerates.rates_weekly: `just kestra-deploy` uploads"),
        (
            vec!["run", "rates_daily", "date=yesterday"],
            1,
            "rates_daily was not started: HTTP 422: Invalid entity: date: \"yesterday\" is no date",
        ),
        (vec!["run", "rates_daily", "yesterday"], 2, "'yesterday' is no input; write NAME=VALUE"),
        (vec!["run"], 2, "which flow?"),
    ];
    for (arguments, code, error) in cases {
        let outcome = stack.kestra(&kestra.url, &arguments, &[]);
        assert_eq!(outcome.code, Some(code), "{arguments:?}");
        assert!(outcome.stderr.contains(error), "{}", outcome.stderr);
        assert_eq!(outcome.stdout, "", "{arguments:?}");
    }
    assert!(!kestra.holding().requests.iter().any(|request| request.starts_with("GET")));
}
