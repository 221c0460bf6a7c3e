//! Variables: an empty one is an absent one, one that is no text is refused, and what a container is told of a service of
//! our name is none of ours.

use crate::{NOW, TOOLS};
use makerates_tests::{Outcome, Run, World, in_case};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

/// `/tmp/x` and a byte that is no text.
const NO_TEXT: &[u8] = b"/tmp/makerates-x\xff";

#[test]
fn a_variable_that_is_no_text_is_refused_by_its_name() {
    let world = World::at(NOW);
    let variables = [
        "MAKERATES_HOME",
        "MAKERATES_GOLD__BASES",
        "MAKERATES_CONFIG",
        "MAKERATES_METRICS",
        "MAKERATES_RUN_ID",
        "EXCHANGERATE_API_KEY",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_DYNAMODB",
        "AWS_ENDPOINT_URL_S3",
    ];
    for tool in TOOLS {
        for variable in variables {
            let _case = in_case(format!("{tool} with {variable}"));
            let outcome = any_command(&world, tool).env(variable, OsStr::from_bytes(NO_TEXT)).outcome();
            assert_refused(&world, &outcome, &[variable, "UTF-8"]);
        }
        let _case = in_case(format!("{tool} --home"));
        for option in ["--home", "--config"] {
            let outcome = any_command(&world, tool).arg(option).arg(OsStr::from_bytes(NO_TEXT)).outcome();
            assert_refused(&world, &outcome, &[option, "UTF-8"]);
        }
        let outcome = world.run(tool).arg(OsStr::from_bytes(b"\xff")).outcome();
        outcome.expect(2);
    }
}

/// `localhost:8000` names no scheme: the SDK would only say so at its first request, with all that it was about to send.
#[test]
fn an_endpoint_that_is_no_address_is_refused_by_its_variable() {
    let world = World::at(NOW);
    for tool in TOOLS {
        for variable in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_S3"] {
            for value in ["localhost:8000", "ftp://localhost:8000", "http://", "tables"] {
                let _case = in_case(format!("{tool} with {variable}={value}"));
                let outcome = any_command(&world, tool).env(variable, value).outcome();
                assert_refused(&world, &outcome, &[variable, "http://localhost:8000"]);
            }
        }
    }
}

#[test]
fn an_empty_variable_is_an_absent_one() {
    let world = World::at(NOW);
    let variables = [
        "MAKERATES_GOLD__BASES",
        "MAKERATES_GOLD__HOT_DAYS",
        "MAKERATES_CONFIG",
        "MAKERATES_METRICS",
        "MAKERATES_RUN_ID",
        "MAKERATES_FORMAT",
        "MAKERATES_DYNAMODB__LOCATION",
        "MAKERATES_BRONZE__LOCATION",
        "MAKERATES_HTTP__CA_FILE",
        "MAKERATES_SOURCES__EXCHANGERATE__KEY_FILE",
        "MAKERATES_VALIDATION__WARNING_PCT",
        "MAKERATES_QUOTA__ORDER",
        "EXCHANGERATE_API_KEY",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_DYNAMODB",
        "AWS_ENDPOINT_URL_S3",
        "NO_COLOR",
    ];
    let plain = world.run("quota-gate").args("check --show-config").outcome();
    for empty in ["", "  "] {
        let run = variables.iter().fold(world.run("quota-gate"), |run, variable| run.env(variable, empty));
        let outcome = run.args("check --show-config").outcome();
        assert_eq!((outcome.code, &outcome.stdout), (Some(0), &plain.stdout), "{}", outcome.stderr);
        let run = variables.iter().fold(world.run("extract-exchangerate"), |run, variable| run.env(variable, empty));
        run.ok();
    }
    // Home and clock too: the folder is then the one of the working directory.
    let run = world.run("quota-gate").args("check --show-config").env("MAKERATES_HOME", "").env("MAKERATES_NOW", "");
    let shown = run.outcome().stdout;
    assert!(shown.contains("home = ./data  (default)") && shown.contains("now = (none)"), "{shown}");
}

#[test]
fn what_a_container_is_told_of_a_service_of_our_name_stops_nothing() {
    let world = World::at(NOW);
    let variables = [
        ("MAKERATES_SERVICE_HOST", "10.0.0.11"),
        ("MAKERATES_SERVICE_PORT", "80"),
        ("MAKERATES_SERVICE_PORT_HTTP", "80"),
        ("MAKERATES_PORT", "tcp://10.0.0.11:80"),
        ("MAKERATES_PORT_80_TCP", "tcp://10.0.0.11:80"),
        ("MAKERATES_PORT_80_TCP_PROTO", "tcp"),
        ("MAKERATES_PORT_80_TCP_PORT", "80"),
        ("MAKERATES_PORT_80_TCP_ADDR", "10.0.0.11"),
        ("MAKERATES_REPORT_SERVICE_HOST", "10.0.0.12"),
    ];
    let run = || variables.iter().fold(world.run("quota-gate"), |run, (name, value)| run.env(name, value));
    let outcome = run().args("check").outcome();
    outcome.expect(0);
    assert!(!outcome.stderr.contains("passed by"), "{}", outcome.stderr);
    let outcome = run().args("check -v").outcome();
    assert!(outcome.stderr.contains("MAKERATES_SERVICE_HOST is passed by"), "{}", outcome.stderr);
    let outcome = run().args("check").env("MAKERATES_PORT", "80").outcome();
    outcome.expect(2);
    assert!(outcome.error().contains("unknown setting `port`"), "{}", outcome.stderr);
}

/// Each would make a folder of that name beside where the run began.
#[test]
fn a_path_that_would_name_another_place_is_refused() {
    let world = World::at(NOW);
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let in_variables = [
        ("MAKERATES_HOME", "~/rates", "shell"),
        ("MAKERATES_HOME", "~", "shell"),
        ("MAKERATES_HOME", "s3://bucket/rates", "address"),
        ("MAKERATES_HOME", "file:rates", "address"),
        ("MAKERATES_HOME", "/tmp/what?/rates", "DuckDB"),
        ("MAKERATES_BRONZE__LOCATION", "~/bronze", "s3://bucket/prefix"),
        ("MAKERATES_BRONZE__LOCATION", "gs://bucket", "s3://bucket/prefix"),
        ("MAKERATES_SILVER__LOCATION", "~/silver", "shell"),
        ("MAKERATES_SILVER__LOCATION", "silver?", "silver.location"),
        ("MAKERATES_SOURCES__EXCHANGERATE__KEY_FILE", "~/key", "shell"),
        ("MAKERATES_HTTP__CA_FILE", "~/ca.pem", "shell"),
        ("MAKERATES_CONFIG", "~/makerates.toml", "shell"),
        ("MAKERATES_METRICS", "prometheus ~/x.prom", "shell"),
    ];
    for tool in TOOLS {
        for (variable, value, word) in in_variables {
            let _case = in_case(format!("{tool} with {variable}={value}"));
            let outcome = any_command(&world, tool).env(variable, value).current_dir(folder.path()).outcome();
            assert_refused(&world, &outcome, &[word]);
        }
        for arguments in ["--home ~/rates", "--config ~/x.toml", "--metrics prometheus ~/x.prom"] {
            let _case = in_case(format!("{tool} {arguments}"));
            let outcome = any_command(&world, tool).args(arguments).current_dir(folder.path()).outcome();
            assert_refused(&world, &outcome, &["shell"]);
        }
    }
    for arguments in ["--out ~/silver --as-of 2026-09-29T06:00:00Z", "report --out ~/report.html", "--sql-dir ~/sql"] {
        let _case = in_case(arguments);
        let outcome = world.run("transform").args(arguments).current_dir(folder.path()).outcome();
        assert_refused(&world, &outcome, &["shell"]);
    }
    fs::write(folder.path().join("makerates.toml"), "home = \"~/rates\"\n").expect("the file can be written");
    let run = world.run("quota-gate").args("check").current_dir(folder.path()).without("MAKERATES_HOME");
    assert_refused(&world, &run.outcome(), &["`home`", "shell"]);
    assert_eq!(fs::read_dir(folder.path()).expect("it can be listed").count(), 1, "no folder was made");
}

/// Whatever else a name may hold is a name like any other.
#[test]
fn a_home_of_a_strange_name_is_used_as_it_is_written() {
    let world = World::at(NOW);
    for name in ["a b", "a#b", "a%20b", "a'b", "a\"b", "a*b", "a[b]", "a;b", "a\\b", "a~", "Zürich", ":memory:"] {
        let _case = in_case(name);
        let home = world.home().join(name);
        for tool in ["extract-frankfurter", "transform", "sync-dynamodb"] {
            world.run(tool).env("MAKERATES_HOME", &home).ok();
        }
        for kept in ["bronze", "dynamodb.sqlite", "silver/makerates.duckdb"] {
            assert!(home.join(kept).exists(), "{kept}");
        }
    }
}

fn any_command(world: &World, tool: &str) -> Run {
    world.run(tool).args(if tool == "quota-gate" { "check" } else { "" })
}

fn assert_refused(world: &World, outcome: &Outcome, words: &[&str]) {
    outcome.expect(2);
    for word in words {
        assert!(outcome.error().contains(word), "no `{word}` in: {}", outcome.error());
    }
    assert_eq!(world.replay.requests().len(), 0, "no request is sent");
    assert_eq!(world.files(""), [], "nothing is written");
}
