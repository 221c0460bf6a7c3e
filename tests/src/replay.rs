//! A replay server of a test's own, and its control.

use crate::executables;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// The key that the server knows.
pub const KEY: &str = "test-key-5f2c";

/// A running replay server; it ends with the test, however that ends, because it watches its standard input.
#[derive(Debug)]
pub struct Replay {
    /// Its base URL.
    pub url: String,
    process: Child,
}

impl Replay {
    /// Starts a server whose clock stands at an instant.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(clock: &str) -> Self {
        let mut process = Command::new(executables::path("replay"))
            .args(["--exit-with-parent-stdin", "--clock", clock, "--key", KEY, "--data"])
            .arg(executables::root().join("tests/data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("replay starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output is piped");
        BufReader::new(output).read_line(&mut line).expect("replay says where it listens");
        let url = line.trim().strip_prefix("listening on ").expect("it says `listening on URL`").to_owned();
        Self { url, process }
    }

    /// Sets the server's clock.
    pub fn set_clock(&self, now: &str) {
        self.control("PUT", "/clock", &serde_json::json!({ "now": now }));
    }

    /// Replaces the server's faults.
    pub fn set_faults(&self, faults: &Value) {
        self.control("PUT", "/faults", faults);
    }

    /// Sets the account's quota and plan.
    pub fn set_quota(&self, quota: &Value) {
        self.control("PUT", "/quota", quota);
    }

    /// The requests that the server got.
    ///
    /// # Panics
    /// When the server does not answer with a list.
    #[must_use]
    pub fn requests(&self) -> Vec<Value> {
        let state = self.control("GET", "", &Value::Null);
        state["requests"].as_array().expect("the state lists requests").clone()
    }

    /// The body that the server sends for a path now, as it is on the wire. It is one more request to the server.
    ///
    /// # Panics
    /// When there is no answer.
    #[must_use]
    pub fn body(&self, path: &str) -> Vec<u8> {
        self.exchange("GET", path, "").1
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (head, answer) = self.exchange(method, &format!("/_control{path}"), &body);
        let answer = String::from_utf8_lossy(&answer);
        assert!(head.starts_with("HTTP/1.1 200"), "replay refused {method} {path} {body}: {head} {answer}");
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    /// The head and the body of the answer to a request.
    fn exchange(&self, method: &str, path: &str, body: &str) -> (String, Vec<u8>) {
        let address = self.url.strip_prefix("http://").expect("replay speaks plain HTTP");
        let mut stream = TcpStream::connect(address).expect("replay is there");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all((head + body).as_bytes()).expect("the request is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the answer is read");
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a head");
        let body = answer.split_off(end + 4);
        (String::from_utf8_lossy(&answer).into_owned(), body)
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
