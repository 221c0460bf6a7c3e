//! A proxy before a DynamoDB server that refuses, delays, loses or holds requests, as a busy table or a network may.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// A request as the proxy sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The operation's name, such as `Query`.
    pub operation: String,
    /// Its arguments.
    pub arguments: Value,
}

/// What happens to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// It goes through, and so does its answer.
    Through,
    /// It goes through, and its answer is lost.
    AnswerLost,
    /// It is never passed on, and never answered.
    Held,
    /// It goes through, but only after so long.
    Late(Duration),
    /// It is never passed on: the connection ends without an answer.
    Cut,
    /// It is never passed on: this answer comes instead, with this status.
    Refused(u16, Value),
}

impl Way {
    /// It is refused with this code of DynamoDB.
    #[must_use]
    pub fn refused(code: &str) -> Self {
        let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
        Self::Refused(400, json!({ "__type": kind, "message": "as the test wants it" }))
    }

    /// The transaction is cancelled: for each of its actions a code, `None` for those that are not to blame.
    #[must_use]
    pub fn cancelled(codes: &[&str]) -> Self {
        let reasons: Vec<Value> = codes.iter().map(|code| json!({ "Code": code })).collect();
        let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
        let message = format!("Transaction cancelled [{}]", codes.join(", "));
        Self::Refused(400, json!({ "__type": kind, "Message": message, "CancellationReasons": reasons }))
    }
}

/// A proxy; its threads end with the test program.
#[derive(Debug)]
pub struct Proxy {
    /// Its URL, to be used in the server's place.
    pub url: String,
    bent: Arc<AtomicUsize>,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Proxy {
    /// A proxy before `server`. `way` is asked for each request: what it is, and how many requests did not go through as
    /// they should before it. It may wait, and holds up no other request.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn start(server: &str, way: impl Fn(&Call, usize) -> Way + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let server = server.trim_start_matches("http://").to_owned();
        let (way, bent) = (Arc::new(way), Arc::new(AtomicUsize::new(0)));
        let proxy = Self { url, bent: Arc::clone(&bent), calls: Arc::default() };
        let calls = Arc::clone(&proxy.calls);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, way, bent, calls) =
                    (server.clone(), Arc::clone(&way), Arc::clone(&bent), Arc::clone(&calls));
                let way = move |call: &Call, bent| {
                    calls.lock().unwrap_or_else(PoisonError::into_inner).push(call.clone());
                    way(call, bent)
                };
                // A client that goes away is what the tests are about.
                thread::spawn(move || drop(pass(client, &server, way, &bent)));
            }
        });
        proxy
    }

    /// How many requests did not go through as they should.
    #[must_use]
    pub fn bent(&self) -> usize {
        self.bent.load(Ordering::SeqCst)
    }

    /// The requests until now, in the order in which they came.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests of an operation came until now.
    #[must_use]
    pub fn count(&self, operation: &str) -> usize {
        self.calls().iter().filter(|call| call.operation == operation).count()
    }
}

fn pass(
    mut client: TcpStream,
    server: &str,
    way: impl Fn(&Call, usize) -> Way,
    bent: &AtomicUsize,
) -> std::io::Result<()> {
    let (head, body) = read_request(&client)?;
    let operation = head.iter().find_map(|line| line.strip_prefix("x-amz-target: DynamoDB_20120810.")).unwrap_or("");
    let arguments = serde_json::from_slice(&body).unwrap_or_default();
    let call = Call { operation: operation.trim().to_owned(), arguments };
    let chosen = way(&call, bent.load(Ordering::SeqCst));
    if chosen != Way::Through {
        bent.fetch_add(1, Ordering::SeqCst);
    }
    match &chosen {
        // Until the client goes.
        Way::Held => return client.read(&mut [0]).map(drop),
        Way::Cut => return Ok(()),
        Way::Refused(status, answer) => {
            let answer = answer.to_string();
            let kind = "content-type: application/x-amz-json-1.0";
            let head = format!("HTTP/1.1 {status} Refused\r\n{kind}\r\ncontent-length: {}\r\n", answer.len());
            return client.write_all(format!("{head}connection: close\r\n\r\n{answer}").as_bytes());
        }
        Way::Late(delay) => thread::sleep(*delay),
        Way::Through | Way::AnswerLost => {}
    }
    let mut upstream = TcpStream::connect(server)?;
    upstream.write_all((head.concat() + "connection: close\r\n\r\n").as_bytes())?;
    upstream.write_all(&body)?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer)?;
    if chosen == Way::AnswerLost {
        return Ok(());
    }
    client.write_all(&answer)
}

/// The head's lines, without the connection's own and the empty one, and the body.
fn read_request(client: &TcpStream) -> std::io::Result<(Vec<String>, Vec<u8>)> {
    let mut reader = BufReader::new(client);
    let (mut head, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(std::io::Error::other)?;
        }
        if !lower.starts_with("connection:") {
            head.push(line);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((head, body))
}
