//! `quota-gate alert`: one message to the log and to a webhook, whose address is nowhere to be seen; and whatever goes
//! wrong with it, the run that it tells of is what it was.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use makerates_tests::stub::{Held, Stub};
use makerates_tests::{Outcome, Run, World, in_case};
use serde_json::{Value, json};
use std::thread;

const NOW: &str = "2026-09-29T06:00:00Z";

/// What the engine hands over when a source did not answer and a step was killed.
const LOGGED: &str = r#"[
    {"taskId":"extract_frankfurter","level":"ERROR","message":"error: it sent <!channel> & {{ secret('X') }}\u001b[2J; next: look at it"},
    {"taskId":"extract_frankfurter","level":"ERROR","message":"Command failed with exit code 4"},
    {"taskId":"transform","level":"ERROR","message":"Command failed with exit code 137"}
]"#;

const MESSAGE: &str = r"rates_daily FAILED
• extract_frankfurter: it sent <!channel> & {{ secret('X') }}\u{1b}[2J; next: look at it
• transform: killed (SIGKILL): by hand, or because memory ran out; next: look at the worker, then start the flow again: what was fetched is kept
http://localhost:8080/ui/main/executions/makerates/rates_daily/1";

fn alert(world: &World) -> Run {
    let link = "http://localhost:8080//ui/main/executions/makerates/rates_daily/1";
    let run = world.run("quota-gate").args("alert --title").arg("rates_daily FAILED").arg("--link").arg(link);
    run.env("ERRORS", BASE64_STANDARD.encode(LOGGED)).env("MAKERATES_HTTP__RETRY_DELAY_MS", "1")
}

fn with_webhook(run: Run, address: &str) -> Run {
    run.env("SECRET_ALERT_WEBHOOK", BASE64_STANDARD.encode(address))
}

/// The same run while a webhook answers with one status after another; and the texts that it got.
fn posted(run: Run, stub: &Stub, statuses: &[u16]) -> (Outcome, Vec<String>) {
    thread::scope(|scope| {
        let run = scope.spawn(|| run.outcome());
        let texts = statuses.iter().map(|status| {
            let mut held: Held = stub.request();
            assert!(held.head.starts_with("POST /T0/secret "), "{}", held.head);
            let body: Value = serde_json::from_str(&held.body()).expect("it is JSON");
            held.answer_with(*status, &[], b"ok");
            body["text"].as_str().expect("it has a text").to_owned()
        });
        let texts = texts.collect();
        (run.join().expect("the run ends"), texts)
    })
}

#[test]
fn the_message_is_in_the_log_and_at_the_webhook_and_the_address_is_nowhere() {
    let world = World::at(NOW);
    let stub = Stub::start();
    let run = with_webhook(alert(&world), &format!("{}/T0/secret", stub.url)).args("-vv --format kestra");
    let (outcome, texts) = posted(run, &stub, &[200]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let markers = outcome.markers();
    assert_eq!(markers.logs, [json!({"level": "WARN", "message": MESSAGE})]);
    let outputs = &markers.outputs[0];
    assert_eq!(
        (&outputs["message"], &outputs["posted"], &outputs["reason"]),
        (&json!(MESSAGE), &json!(true), &json!(""))
    );
    assert_eq!(texts, [MESSAGE.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")]);
    assert!(!outcome.stdout.contains("T0"), "{}", outcome.stdout);
}

#[test]
fn without_a_webhook_it_is_in_the_log_alone() {
    let world = World::at(NOW);
    let outcome = alert(&world).args("--format text").outcome();
    assert_eq!(outcome.code, Some(0));
    assert!(outcome.stderr.contains(MESSAGE), "{}", outcome.stderr);
    assert_eq!(outcome.stdout, "no webhook (SECRET_ALERT_WEBHOOK is not set): only in the log\n");
    let outputs = alert(&world).env("SECRET_ALERT_WEBHOOK", "").ok();
    assert_eq!((&outputs["posted"], &outputs["reason"]), (&json!(false), &json!("")));
}

#[test]
fn a_webhook_that_fails_is_tried_again_and_never_fails_the_run() {
    let world = World::at(NOW);
    let stub = Stub::start();
    let address = format!("{}/T0/secret", stub.url);
    for (statuses, is_posted, reason) in [
        (&[503, 429, 200][..], true, ""),
        (&[500, 500, 500], false, "the webhook refused it (HTTP 500)"),
        (&[404], false, "the webhook refused it (HTTP 404)"),
        (&[302], false, "the webhook refused it (HTTP 302)"),
    ] {
        let _case = in_case(format!("{statuses:?}"));
        let (outcome, texts) = posted(with_webhook(alert(&world), &address), &stub, statuses);
        let outputs = outcome.expect(0);
        assert_eq!(texts.len(), statuses.len());
        assert_eq!(outputs["posted"], is_posted);
        assert!(outputs["reason"].as_str().is_some_and(|text| text.starts_with(reason)), "{outputs}");
        assert_eq!(is_posted, !outcome.stderr.contains("the alert was not posted: "), "{}", outcome.stderr);
    }
}

#[test]
fn an_address_that_can_not_be_used_is_told_and_not_shown() {
    let world = World::at(NOW);
    for (secret, reason) in [
        (BASE64_STANDARD.encode("http://127.0.0.1:1/T0/secret"), "the webhook can't be reached: "),
        ("http://127.0.0.1/T0/secret".to_owned(), "SECRET_ALERT_WEBHOOK is not in base64"),
        (BASE64_STANDARD.encode("ftp://127.0.0.1/T0/secret"), "SECRET_ALERT_WEBHOOK holds no http or https address"),
        (BASE64_STANDARD.encode("T0/secret"), "SECRET_ALERT_WEBHOOK holds no http or https address"),
    ] {
        let _case = in_case(&secret);
        let outcome = alert(&world).env("SECRET_ALERT_WEBHOOK", &secret).outcome();
        let outputs = outcome.expect(0);
        assert!(outputs["reason"].as_str().is_some_and(|text| text.starts_with(reason)), "{outputs}");
        assert!(outcome.stderr.contains(MESSAGE), "{}", outcome.stderr);
        let shown = outcome.stdout + &outcome.stderr;
        assert!(!shown.contains("T0/secret") && !shown.contains(&secret), "{shown}");
    }
}

/// What it tells of may be the reason why nothing else works.
#[test]
fn it_works_where_nothing_else_does() {
    let world = World::at(NOW);
    let told = |run: Run| assert_eq!(run.ok()["message"], MESSAGE);
    told(alert(&world).env("MAKERATES_QUOTA__FRANKFRUTER__DAILY", "1"));
    told(alert(&world).args("--config nowhere.toml"));
    told(alert(&world).env("MAKERATES_METRICS", "nonsense"));
    told(alert(&world).env("MAKERATES_HOME", "relative").args("--format json"));
    told(alert(&world).env("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1"));
    told(alert(&world).env("MAKERATES_RUN_ID", "not a run id"));
    let outcome = alert(&world).env("MAKERATES_HOME", "relative").args("--format kestra").outcome();
    assert_eq!((outcome.code, &outcome.markers().outputs[0]["message"]), (Some(0), &json!(MESSAGE)));
    alert(&world).args("--show-config").env("MAKERATES_QUOTA__FRANKFRUTER__DAILY", "1").outcome().expect(2);
    assert!(world.files(".").is_empty(), "it leaves nothing behind: {:?}", world.files("."));
}

#[test]
fn what_the_engine_hands_over_may_be_missing_broken_or_cut_off() {
    let world = World::at(NOW);
    let lines = |errors: &str| {
        let outputs = alert(&world).env("ERRORS", errors).ok();
        outputs["message"].as_str().map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).expect("it is text")
    };
    assert_eq!(lines("")[1], "• no error was logged: the link shows which task did not end well");
    assert_eq!(lines(&BASE64_STANDARD.encode("[]")), lines(""));
    for broken in ["%%%", &BASE64_STANDARD.encode("{}")] {
        assert_eq!(lines(broken)[1], "• and more, in the log");
    }
    let cut = lines(&BASE64_STANDARD.encode(format!("{}...", &LOGGED[..LOGGED.len() - 40])));
    assert!(cut[1].starts_with("• extract_frankfurter: it sent") && cut[2] == "• and more, in the log", "{cut:?}");
    alert(&world).args("--nonsense").outcome().expect(2);
}
