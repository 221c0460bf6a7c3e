//! One server per test, and the plainest possible client: what arrives on the socket is what is checked.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The folder of the recorded rates.
pub const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data");
/// The key that the server accepts unless told otherwise.
pub const KEY: &str = "replay-key";
/// Only against a server that never answers: no test waits for it.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server, ended with the test.
pub struct Replay {
    pub child: Child,
    url: String,
}

/// An answer as it came.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Replay {
    pub fn start() -> Self {
        Self::at("2026-09-29T06:00:00Z")
    }

    /// Returns when the server has said that it listens.
    pub fn at(clock: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_replay"))
            .args(["--data", DATA, "--exit-with-parent-stdin", "--clock", clock])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("standard output is piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line of text");
        let url = line.trim_end().strip_prefix("listening on ").expect("the address").to_owned();
        Self { child, url }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    /// With more header lines, each ending in CR LF.
    pub fn get_with(&self, path: &str, headers: &str) -> Answer {
        self.request("GET", path, headers, "")
    }

    /// Puts to the control endpoint.
    pub fn put(&self, path: &str, body: &str) -> Answer {
        self.request("PUT", &format!("/_control/{path}"), "", body)
    }

    /// Puts what must be accepted.
    pub fn set(&self, path: &str, body: &Value) {
        let answer = self.put(path, &body.to_string());
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Puts one fault.
    pub fn fault(&self, fault: &Value) {
        self.set("faults", &Value::Array(vec![fault.clone()]));
    }

    /// The control endpoint's view of the server.
    pub fn state(&self) -> Value {
        self.get("/_control").json()
    }

    /// The `faults` or the recorded `requests` of the state.
    pub fn list(&self, name: &str) -> Vec<Value> {
        self.state()[name].as_array().expect("a list").clone()
    }

    /// Asks until the server has recorded a request whose answer nobody reads.
    pub fn until_recorded(&self, count: usize) {
        let recorded = (0..100_000).any(|_| self.list("requests").len() == count);
        assert!(recorded, "the request never arrived");
    }

    /// Asks without reading the answer.
    pub fn ask(&self, path: &str) -> TcpStream {
        self.send("GET", path, "", "")
    }

    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> TcpStream {
        let address = self.url.strip_prefix("http://").expect("plain HTTP");
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        let own = format!("host: {address}\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        stream
            .write_all(format!("{method} {path} HTTP/1.1\r\n{own}{headers}\r\n{body}").as_bytes())
            .expect("it takes the request");
        stream
    }

    /// Every byte that comes, and how the connection ends.
    pub fn receive(&self, path: &str) -> (Vec<u8>, std::io::Result<usize>) {
        let mut bytes = Vec::new();
        let end = self.ask(path).read_to_end(&mut bytes);
        (bytes, end)
    }

    fn request(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let mut text = String::new();
        self.send(method, path, headers, body).read_to_string(&mut text).expect("an answer");
        Answer::parse(&text)
    }
}

/// Head and body of what came.
pub fn split(bytes: &[u8]) -> (String, &[u8]) {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    (String::from_utf8(bytes[..end + 2].to_vec()).expect("text"), &bytes[end + 4..])
}

impl Drop for Replay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
        let headers = lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.into(), value.into()));
        // The date is the machine's clock, and the only thing that differs between equal answers.
        let headers = headers.filter(|(name, _): &(String, String)| name != "date").collect();
        let answer = Self { status: status.parse().expect("a number"), headers, body: body.into() };
        let length = answer.header("content-length").map_or(0, |length| length.parse().expect("a number"));
        assert_eq!(answer.body.len(), length, "the announced length is the body's");
        answer
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}
