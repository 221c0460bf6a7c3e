//! How the program starts, fails and ends.

use crate::support::{DATA, Replay, command};
use serde_json::json;
use std::net::TcpListener;
use std::process::{Command, Stdio};

/// Exit code and standard error; nothing may be on standard output.
fn failure(args: &[&str]) -> (Option<i32>, String) {
    let output = command().args(args).stdin(Stdio::null()).output().expect("the program starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

#[test]
fn ends_with_zero_when_standard_input_ends() {
    let mut replay = Replay::start();
    drop(replay.child.stdin.take());
    assert_eq!(replay.child.wait().expect("an end").code(), Some(0));
}

#[test]
fn ends_with_zero_on_signals_even_while_an_answer_hangs() {
    for signal in ["-TERM", "-INT"] {
        let mut replay = Replay::start();
        replay.fault(&json!({"source": "frankfurter", "kind": "hang", "ms": 86_400_000}));
        let _hanging = replay.send("GET", "/v1/latest", "", "").expect("a connection");
        replay.until_recorded(1);
        // Waiting closes the pipe, which would be another reason to end.
        let stdin = replay.child.stdin.take();
        let sent = Command::new("kill").args([signal, &replay.child.id().to_string()]).status().expect("kill is there");
        assert!(sent.success());
        assert_eq!(replay.child.wait().expect("an end").code(), Some(0), "{signal}");
        drop(stdin);
    }
}

#[test]
fn the_ready_file_has_the_whole_address() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("url");
    let replay = Replay::start_with(&["--ready-file", file.to_str().expect("a path")]);
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), replay.url);
    assert!(replay.url.starts_with("http://127.0.0.1:"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside it");
}

#[test]
fn says_what_is_wrong_with_the_data() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("a path");
    let (code, error) = failure(&["--data", path]);
    assert_eq!(code, Some(1));
    assert!(error.starts_with("replay: the recorded rates cannot be used: cannot open "), "{error}");
    assert!(error.contains("ecb_eur.csv.gz; name the folder of the recordings with --data: No such file"), "{error}");
    std::fs::write(folder.path().join("ecb_eur.csv.gz"), "Date,USD\n1999-01-04,1.1789\n").expect("a file");
    let (code, error) = failure(&["--data", path]);
    assert_eq!(code, Some(1));
    assert!(error.contains("as gzipped CSV") && error.contains("gzip header"), "{error}");
}

#[test]
fn says_that_the_port_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let (code, error) = failure(&["--data", DATA, "--port", &port]);
    assert_eq!(code, Some(1));
    assert!(error.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{error}");
}

#[test]
fn says_that_the_ready_file_cannot_be_written() {
    let (code, error) = failure(&["--data", DATA, "--ready-file", "/no/such/folder/url"]);
    assert_eq!(code, Some(1));
    assert!(error.contains("/no/such/folder/url"), "{error}");
}

#[test]
fn refuses_wrong_flags() {
    for args in [["--clock", "yesterday"], ["--port", "70000"], ["--key", "a/b"], ["--speed", "2"]] {
        let (code, error) = failure(&args);
        assert_eq!(code, Some(2), "{error}");
        assert!(error.contains(args[0]), "{error}");
    }
}
