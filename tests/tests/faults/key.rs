//! The key: it is part of an address, and a source may repeat that address in what it sends.

use crate::case::{EXCHANGERATE, NOW, assert_key_is_nowhere};
use makerates_tests::replay::{KEY, Replay};
use makerates_tests::stub::Stub;
use makerates_tests::{Outcome, World, in_case};
use serde_json::json;

#[test]
fn a_body_that_repeats_the_key_is_not_kept_and_not_shown() {
    let plain = format!(r#"{{"result":"error","error-type":"no such path: /v6/{KEY}/latest/USD"}}"#);
    let cases = [
        ("in an error", 200, plain.clone()),
        ("in an error with a status", 404, plain),
        ("in a web page", 200, format!("<a href='/v6/{KEY}/latest/USD'>moved</a>")),
        ("with an escape of JSON", 404, {
            let escaped = KEY.replacen('-', r"\u002d", 1);
            format!(r#"{{"result":"error","error-type":"no such path: /v6/{escaped}/latest/USD"}}"#)
        }),
    ];
    let mut world = World::at(NOW);
    for (name, status, text) in cases {
        let _case = in_case(name);
        world.renew_home();
        let fault = json!([{"source": "exchangerate", "kind": "body", "status": status, "text": text}]);
        world.replay.set_faults(&fault);
        let outcome = EXCHANGERATE.run(&world).outcome();
        outcome.expect(4);
        assert_key_is_nowhere(&world, &outcome);
        assert_eq!(world.files("bronze/rejected").len() + world.files("bronze/answers").len(), 0, "nothing is kept");
        assert_eq!(world.receipts().len(), 1, "but the receipt is");
    }
}

#[test]
fn a_refusal_that_repeats_the_key_is_still_that_refusal() {
    let mut world = World::at(NOW);
    let plain = format!("you may not ask for /v6/{KEY}/latest/USD");
    let own = format!(r#"{{"result":"error","error-type":"invalid-key","asked":"/v6/{KEY}/latest/USD"}}"#);
    for (status, text, exit, tracked) in
        [(403, own, 2, "misconfigured"), (403, plain.clone(), 4, "active"), (429, plain, 3, "throttled")]
    {
        let _case = in_case(format!("HTTP {status}, {text}"));
        world.renew_home();
        let fault = json!([{"source": "exchangerate", "kind": "body", "status": status, "text": text}]);
        world.replay.set_faults(&fault);
        let outcome = EXCHANGERATE.run(&world).outcome();
        outcome.expect(exit);
        assert_eq!(EXCHANGERATE.usage(&world)["status"], tracked);
        assert_eq!(world.files("bronze/rejected"), [], "what repeats the key is not kept");
        assert_key_is_nowhere(&world, &outcome);
    }
}

#[test]
fn the_key_goes_to_the_source_that_it_belongs_to_and_nowhere_else() {
    let world = World::at(NOW);
    for tool in ["extract-frankfurter", "extract-exchangerate"] {
        let outcome = world.run(tool).args("-vv").env("EXCHANGERATE_API_KEY", KEY).outcome();
        outcome.expect(0);
        assert_key_is_nowhere(&world, &outcome);
    }
    let seen: Vec<_> = world.replay.requests().iter().map(|request| request["key_seen"].clone()).collect();
    assert_eq!(seen, [false, false, false, true], "the ECB, the panel, its banks, the feed");
}

#[test]
fn a_redirect_is_not_followed_and_the_key_is_not_sent_there() {
    let mut world = World::at(NOW);
    let other = Replay::start(NOW);
    for target in [&other.url, &world.replay.url.clone()] {
        for status in [301, 302, 303, 307, 308] {
            let _case = in_case(format!("HTTP {status} to {target}"));
            world.renew_home();
            let location = format!("{target}/v6/{KEY}/latest/USD");
            let fault = json!([{"source": "exchangerate", "kind": "redirect", "status": status, "location": location}]);
            world.replay.set_faults(&fault);
            let asked = world.replay.requests().len();
            let outcome = EXCHANGERATE.run(&world).outcome();
            outcome.expect(4);
            assert!(outcome.error().contains("127.0.0.1") && outcome.error().contains("never followed"));
            assert_eq!(world.replay.requests().len(), asked + 1, "one request, and none to where it leads");
            assert_key_is_nowhere(&world, &outcome);
            assert_eq!(EXCHANGERATE.usage(&world)["consecutive_failures"], 1);
        }
    }
    assert!(other.requests().is_empty(), "the other host learns nothing");
}

/// An entity tag may be made of the path.
#[test]
fn an_entity_tag_that_holds_the_key_is_not_kept() {
    let world = World::at(NOW);
    let stub = Stub::start();
    let run = EXCHANGERATE.run(&world).env("MAKERATES_SOURCES__EXCHANGERATE__URL", &stub.url).spawn();
    let body = world.replay.body(&EXCHANGERATE.path());
    stub.request().answer(&[("ETag", &format!("\"/v6/{KEY}/latest\""))], &body);
    let outcome = Outcome::of(run);
    outcome.expect(0);
    assert_key_is_nowhere(&world, &outcome);
    assert_eq!(world.receipts()[0]["etag"], json!(null));
}

#[test]
fn the_key_of_a_file_stays_unseen_too() {
    let mut world = World::at(NOW);
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let file = folder.path().join("key");
    std::fs::write(&file, format!("{KEY}\n")).expect("the key can be written");
    for fault in [json!([]), json!([{"source": "exchangerate", "kind": "status", "status": 500}])] {
        world.renew_home();
        world.replay.set_faults(&fault);
        let run = world.run("extract-exchangerate").args("-vv");
        let outcome = run.env("MAKERATES_SOURCES__EXCHANGERATE__KEY_FILE", &file).outcome();
        assert_key_is_nowhere(&world, &outcome);
        assert_eq!(world.receipts()[0]["endpoint"], "v6");
    }
}

#[test]
fn an_empty_key_is_an_absent_one() {
    let world = World::at(NOW);
    world.run("extract-exchangerate").env("EXCHANGERATE_API_KEY", "").ok();
    assert_eq!(world.receipts()[0]["endpoint"], "open");
}

/// It is made empty, and the key written into it later: whoever forgets that pays for a plan and asks without it.
#[test]
fn an_empty_key_file_is_told() {
    let world = World::at(NOW);
    let run = world.run("extract-exchangerate");
    let outcome = run.env("MAKERATES_SOURCES__EXCHANGERATE__KEY_FILE", "/dev/null").outcome();
    outcome.expect(0);
    assert!(
        outcome.stderr.contains("the key file /dev/null is empty, so the open access is asked"),
        "{}",
        outcome.stderr
    );
    assert_eq!(world.receipts()[0]["endpoint"], "open");
}
