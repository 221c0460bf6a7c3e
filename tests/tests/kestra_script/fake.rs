//! A server that answers as Kestra's API does, as far as the script asks.

use makerates_tests::loopback;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub const USERNAME: &str = "admin@makerates.local";
/// With what has to be quoted for curl.
pub const PASSWORD: &str = r#"Make"ra\tes1"#;
/// Of the two, as a header has them.
const AUTHORIZATION: &str = "Basic YWRtaW5AbWFrZXJhdGVzLmxvY2FsOk1ha2UicmFcdGVzMQ==";

/// What the server does with a question for the execution `run-1`.
#[derive(Clone, Debug)]
pub enum Poll {
    State(&'static str),
    /// It closes the connection without an answer.
    Gone,
    /// It does not know the execution yet.
    Missing,
}

/// What the server has, and what it was asked.
#[derive(Debug, Default)]
pub struct Holding {
    /// The flows by `namespace/id`.
    pub flows: BTreeMap<String, String>,
    /// One after the other; the last one stays.
    pub polls: VecDeque<Poll>,
    /// The entries of its log that the script asks for, one list a question; the last one stays.
    pub logs: VecDeque<Value>,
    /// Answers by path, such as the outputs; a null closes the connection.
    pub answers: BTreeMap<&'static str, Value>,
    /// Method and path of each request.
    pub requests: Vec<String>,
    /// Connections that are never answered.
    held: Vec<TcpStream>,
}

pub struct Fake {
    pub url: String,
    holding: Arc<Mutex<Holding>>,
}

struct Request {
    method: String,
    path: String,
    authorization: String,
    body: String,
}

impl Fake {
    /// A server without flows.
    pub fn start() -> Self {
        let holding = Arc::new(Mutex::new(Holding::default()));
        let shared = Arc::clone(&holding);
        let url = loopback::serve(move |stream| {
            let request = read(&stream);
            respond(&mut locked(&shared), &request, stream);
            Ok(())
        });
        Self { url, holding }
    }

    /// One that has a flow, whose runs go through these states.
    pub fn with_runs(polls: &[Poll]) -> Self {
        let kestra = Self::start();
        kestra.holding().flows.insert("makerates/rates_daily".to_owned(), String::new());
        kestra.holding().polls = polls.iter().cloned().collect();
        kestra
    }

    pub fn holding(&self) -> MutexGuard<'_, Holding> {
        locked(&self.holding)
    }
}

fn locked(holding: &Mutex<Holding>) -> MutexGuard<'_, Holding> {
    holding.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a request has a head");
        line.trim_end().to_owned()
    };
    let first = line();
    let headers: BTreeMap<String, String> = std::iter::repeat_with(&mut line)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned())))
        .collect();
    let mut words = first.split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let length = headers.get("content-length").map_or(0, |length| length.parse().expect("a length is a number"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body is as long as its head says");
    Request {
        method,
        path: path.strip_prefix("/api/v1/main/").expect("everything is asked below it").to_owned(),
        authorization: headers.get("authorization").cloned().unwrap_or_default(),
        body: String::from_utf8(body).expect("a body is text"),
    }
}

fn respond(holding: &mut Holding, request: &Request, mut stream: TcpStream) {
    let Request { method, path, .. } = request;
    holding.requests.push(format!("{method} {path}"));
    let unknown_flow = method == "PUT" && !holding.flows.contains_key(path.trim_start_matches("flows/"));
    if unknown_flow {
        holding.held.push(stream);
        return;
    }
    let Some((status, body)) = answer(holding, request) else { return };
    let body = body.to_string();
    let head = format!("HTTP/1.1 {status} -\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // The script may have been stopped meanwhile.
    let _ = stream.write_all((head + &body).as_bytes());
}

fn answer(holding: &mut Holding, request: &Request) -> Option<(u16, Value)> {
    let missing = |what: &str| Some((404, json!({"message": format!("Not Found: {what}")})));
    if request.authorization != AUTHORIZATION {
        return Some((401, json!({})));
    }
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let (kind, rest) = path.split_once('/').unwrap_or((path, ""));
    match (request.method.as_str(), kind, rest) {
        ("POST", "flows", "validate") => Some((200, json!([validated(&request.body)]))),
        ("POST", "flows", "") => Some(create(holding, &request.body)),
        ("GET", "flows", id) if holding.flows.contains_key(id) => Some((200, json!({"source": holding.flows[id]}))),
        ("PUT", "flows", id) => {
            holding.flows.insert(id.to_owned(), request.body.clone());
            Some((200, json!({})))
        }
        ("POST", "executions", flow) if holding.flows.contains_key(flow) => Some(start(&request.body)),
        ("GET", "executions", "run-1") => match next(&mut holding.polls)? {
            Poll::State(state) => Some((200, execution(state))),
            Poll::Gone => None,
            Poll::Missing => missing(path),
        },
        ("GET", "logs", "run-1") if query == "minLevel=WARN&taskId=alert" => {
            Some((200, next(&mut holding.logs).unwrap_or_else(|| json!([]))))
        }
        _ => match holding.answers.get(path) {
            Some(Value::Null) => None,
            Some(answer) => Some((200, answer.clone())),
            None => missing(path),
        },
    }
}

/// The next one; the last one stays.
fn next<T: Clone>(of: &mut VecDeque<T>) -> Option<T> {
    if of.len() > 1 { of.pop_front() } else { of.front().cloned() }
}

fn validated(flow: &str) -> Value {
    if flow.contains("nothing") {
        json!({"index": 0, "constraints": "tasks[0]: Invalid type: \"io.kestra.nothing\"\nat line 4"})
    } else {
        json!({"index": 0})
    }
}

fn create(holding: &mut Holding, flow: &str) -> (u16, Value) {
    let top = |name: &str| flow.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let id = format!("{}/{}", top("namespace: "), top("id: "));
    if holding.flows.contains_key(&id) {
        return (409, json!({"message": "Flow id already exists"}));
    }
    holding.flows.insert(id, flow.to_owned());
    (200, json!({}))
}

fn start(form: &str) -> (u16, Value) {
    if form.contains("yesterday") {
        (422, json!({"message": "Invalid entity: date: \"yesterday\" is no date"}))
    } else {
        (200, execution("CREATED"))
    }
}

/// With a state at each level, as the real one has.
fn execution(state: &str) -> Value {
    let task = |id: &str| json!({"id": format!("task-{id}"), "taskId": id, "state": {"current": "FAILED"}});
    json!({
        "taskRunList": [task("frankfurter"), task("exchangerate")],
        "state": {"current": state, "histories": [{"state": "CREATED"}]},
        "id": "run-1",
        "trigger": {"state": {"current": "SUCCESS"}},
    })
}
