//! Sources elsewhere than by default: self-hosted copies, behind TLS of one's own, behind a proxy.

use makerates_tests::replay::KEY;
use makerates_tests::stub::Stub;
use makerates_tests::tls::{ConnectProxy, TlsFront};
use makerates_tests::{Outcome, Run, World, in_case};
use std::fs;

/// No such host exists: whoever reaches it goes through the proxy.
const HOST: &str = "rates.example.org";

/// A run against the public host, by the real clock, as a public host demands.
fn run(world: &World, tool: &str, proxy: &ConnectProxy) -> Run {
    let url = format!("https://{HOST}");
    world
        .run(tool)
        .without("MAKERATES_NOW")
        .env("MAKERATES_SOURCES__FRANKFURTER__URL", &url)
        .env("MAKERATES_SOURCES__EXCHANGERATE__URL", &url)
        .env("EXCHANGERATE_API_KEY", KEY)
        .env("HTTPS_PROXY", &proxy.url)
}

#[test]
fn a_proxy_is_used_and_an_authority_of_one_s_own_is_trusted_when_it_is_configured() {
    let world = World::at("2024-04-02T06:00:00Z");
    let front = TlsFront::start(&world.replay.url, HOST);
    let proxy = ConnectProxy::start(&front.address);
    let ca_file = world.home().join("ca.pem");
    fs::write(&ca_file, &front.authority).expect("the file can be written");

    let unknown = run(&world, "extract-exchangerate", &proxy).outcome();
    unknown.expect(4);
    assert!(unknown.error().contains("certificate"), "{}", unknown.error());
    assert!(world.replay.requests().is_empty(), "an unknown authority vouches for nobody");

    for tool in ["extract-frankfurter", "extract-exchangerate"] {
        let _case = in_case(tool);
        let outputs = run(&world, tool, &proxy).env("MAKERATES_HTTP__CA_FILE", &ca_file).ok();
        assert_eq!(outputs["answers_new"], 1);
    }
    let seen = proxy.seen();
    assert!(seen.contains(&format!("CONNECT {HOST}:443")), "the proxy was asked for the host");
    assert!(!seen.contains(KEY), "and could not read the key");
    assert!(world.replay.requests().iter().any(|request| request["key_seen"] == true), "which reached the source");
    assert_eq!(world.files_with(KEY), [""; 0]);
}

#[test]
fn a_file_of_authorities_that_is_none_is_refused_with_its_name() {
    let world = World::at("2026-09-29T06:00:00Z");
    let empty = world.home().join("empty.pem");
    fs::write(&empty, "no certificate").expect("the file can be written");
    for file in [world.home().join("missing.pem"), empty] {
        let outcome = world.run("extract-frankfurter").env("MAKERATES_HTTP__CA_FILE", &file).outcome();
        outcome.expect(2);
        assert!(outcome.error().contains("http.ca_file"), "{}", outcome.error());
        assert!(outcome.error().contains(&file.display().to_string()), "{}", outcome.error());
    }
    assert!(world.replay.requests().is_empty());
}

#[test]
fn a_server_of_this_machine_is_reached_without_the_proxy() {
    let world = World::at("2026-09-29T06:00:00Z");
    let nobody = "http://127.0.0.1:1";
    for tool in ["extract-frankfurter", "extract-exchangerate"] {
        let run = world.run(tool).env("HTTP_PROXY", nobody).env("HTTPS_PROXY", nobody).env("http_proxy", nobody);
        assert_eq!(run.ok()["answers_new"], 1, "{tool}");
    }
}

#[test]
fn a_self_hosted_copy_may_lie_below_a_path() {
    let world = World::at("2026-09-29T06:00:00Z");
    let cases = [
        ("extract-frankfurter", "", "MAKERATES_SOURCES__FRANKFURTER__URL", "/v1/latest?base=EUR"),
        (
            "extract-frankfurter",
            "--panel",
            "MAKERATES_SOURCES__FRANKFURTER__URL",
            "/v2/rates?base=EUR&expand=providers",
        ),
        ("extract-exchangerate", "", "MAKERATES_SOURCES__EXCHANGERATE__OPEN_URL", "/v6/latest/USD"),
    ];
    for (tool, arguments, setting, path) in cases {
        let _case = in_case(path);
        let stub = Stub::start();
        let url = format!("{}/mirror/", stub.url);
        let run = world.run(tool).args(arguments).env(setting, url).spawn();
        let held = stub.request();
        assert!(held.head.starts_with(&format!("GET /mirror{path} HTTP/1.1\r\n")), "{}", held.head);
        held.answer(&[], &world.replay.body(path));
        assert_eq!(Outcome::of(run).expect(0)["answers_new"], 1);
    }
}
