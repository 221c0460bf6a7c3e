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

    for (tool, answers) in [("extract-frankfurter", 3), ("extract-exchangerate", 1)] {
        let _case = in_case(tool);
        let outputs = run(&world, tool, &proxy).env("MAKERATES_HTTP__CA_FILE", &ca_file).ok();
        assert_eq!(outputs["answers_new"], answers);
    }
    let seen = proxy.seen();
    assert!(seen.contains(&format!("CONNECT {HOST}:443")), "the proxy was asked for the host");
    assert!(!seen.contains(KEY), "and could not read the key");
    assert!(world.replay.requests().iter().any(|request| request["key_seen"] == true), "which reached the source");
    assert_eq!(world.files_with(KEY), [""; 0]);
}

/// A run against a public host that nobody but a proxy could reach.
fn run_by(world: &World, tool: &str, scheme: &str, variables: &[(&str, &str)]) -> Run {
    let url = format!("{scheme}://{HOST}");
    let run = world.run(tool).without("MAKERATES_NOW").env("MAKERATES_SOURCES__FRANKFURTER__URL", &url);
    let run = run.env("MAKERATES_SOURCES__EXCHANGERATE__OPEN_URL", &url);
    variables.iter().fold(run, |run, (name, value)| run.env(name, value))
}

/// A proxy is our configuration: the source is not to blame, and nothing goes out past it.
#[test]
fn a_proxy_that_can_not_be_used_is_ours_to_mend_and_is_named() {
    let mut world = World::at("2024-04-02T06:00:00Z");
    let (demanding, refusing) = (ConnectProxy::refusing("407 Who are you"), ConnectProxy::refusing("403 Forbidden"));
    let nobody = "http://127.0.0.1:1";
    let mut cases = vec![
        ("https", "HTTPS_PROXY", demanding.url.as_str(), "proxy authorization required"),
        ("https", "HTTPS_PROXY", refusing.url.as_str(), "tunnel"),
        ("https", "https_proxy", nobody, "refused"),
        ("https", "ALL_PROXY", "http://no-such-proxy.invalid:3128", "dns error"),
        ("http", "HTTP_PROXY", demanding.url.as_str(), "407"),
        ("http", "http_proxy", nobody, "refused"),
    ];
    let wrong =
        [("socks5://127.0.0.1:1080", "socks5"), ("htp://127.0.0.1:3128", "htp"), ("http//127.0.0.1:3128", "address")];
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        cases.extend(wrong.map(|(value, word)| ("https", variable, value, word)));
    }
    for variable in ["HTTP_PROXY", "http_proxy", "all_proxy"] {
        cases.extend(wrong.map(|(value, word)| ("http", variable, value, word)));
    }
    for (scheme, variable, value, word) in cases {
        let _case = in_case(format!("{variable}={value} for {scheme}"));
        world.renew_home();
        let outcome = run_by(&world, "extract-frankfurter", scheme, &[(variable, value)]).outcome();
        let outputs = outcome.expect(2);
        for part in [variable, word] {
            assert!(outcome.error().contains(part), "no `{part}` in: {}", outcome.error());
        }
        assert_eq!((&outputs["requests"], &outputs["receipts"]), (&1.into(), &1.into()), "it is not tried again");
        let receipt = &world.receipts()[0];
        assert_eq!((&receipt["outcome"], &receipt["http_status"]), (&"failed".into(), &serde_json::Value::Null));
        assert!(receipt["reason"].as_str().is_some_and(|reason| reason.contains(variable)), "{receipt}");
        let usage = world.run("quota-gate").without("MAKERATES_NOW").args("check").ok();
        let usage = &usage["sources"][0];
        assert_eq!((&usage["source"], &usage["consecutive_failures"]), (&"frankfurter".into(), &0.into()), "{usage}");
        assert_eq!(usage["request_count"], 1);
    }
}

#[test]
fn an_empty_proxy_is_an_absent_one_and_hides_no_other() {
    let world = World::at("2024-04-02T06:00:00Z");
    let front = TlsFront::start(&world.replay.url, HOST);
    let proxy = ConnectProxy::start(&front.address);
    let ca_file = world.home().join("ca.pem");
    fs::write(&ca_file, &front.authority).expect("the file can be written");
    let ca_file = ca_file.to_str().expect("a path in UTF-8");
    let by = |variables: &[(&str, &str)]| {
        let run = run_by(&world, "extract-frankfurter", "https", variables);
        run.env("MAKERATES_HTTP__CA_FILE", ca_file).outcome()
    };
    assert_eq!(by(&[("HTTPS_PROXY", ""), ("https_proxy", &proxy.url)]).expect(0)["answers_new"], 3);
    by(&[("HTTPS_PROXY", ""), ("ALL_PROXY", " "), ("NO_PROXY", ""), ("all_proxy", &proxy.url)]).expect(0);
    // Nobody has this host's name: without a proxy there is no way, and whose fault that is was never the source's.
    let direct = by(&[("HTTPS_PROXY", ""), ("https_proxy", "")]);
    direct.expect(4);
    assert!(direct.error().contains("no network"), "{}", direct.error());
    let excepted = by(&[("HTTPS_PROXY", "socks5://127.0.0.1:1"), ("NO_PROXY", "example.org")]);
    excepted.expect(4);
    assert!(excepted.error().contains("no network"), "{}", excepted.error());
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
    for (tool, answers) in [("extract-frankfurter", 3), ("extract-exchangerate", 1)] {
        let run = world.run(tool).env("HTTP_PROXY", nobody).env("HTTPS_PROXY", nobody).env("http_proxy", nobody);
        assert_eq!(run.ok()["answers_new"], answers, "{tool}");
    }
}

#[test]
fn a_self_hosted_copy_may_lie_below_a_path() {
    let world = World::at("2026-09-29T06:00:00Z");
    let cases = [
        ("extract-frankfurter", "--no-panel", "MAKERATES_SOURCES__FRANKFURTER__URL", "/v1/latest?base=EUR"),
        (
            "extract-frankfurter",
            "--panel",
            "MAKERATES_SOURCES__FRANKFURTER__URL",
            "/v2/rates?base=USD&expand=providers",
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
