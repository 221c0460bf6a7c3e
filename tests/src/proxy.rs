//! A proxy before a DynamoDB server that refuses, delays, loses or holds requests, as a busy table or a network may.

use crate::loopback;
use serde_json::{Value, json};
use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
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
        let server = server.trim_start_matches("http://").to_owned();
        let (bent, calls) = (Arc::<AtomicUsize>::default(), Arc::<Mutex<Vec<Call>>>::default());
        let (all_bent, all_calls) = (Arc::clone(&bent), Arc::clone(&calls));
        let way = move |call: &Call, bent| {
            all_calls.lock().unwrap_or_else(PoisonError::into_inner).push(call.clone());
            way(call, bent)
        };
        let url = loopback::serve(move |client| pass(&client, &server, &way, &all_bent));
        Self { url, bent, calls }
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
    mut client: &TcpStream,
    server: &str,
    way: &impl Fn(&Call, usize) -> Way,
    bent: &AtomicUsize,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(client);
    let (head, length) = loopback::read_head(&mut reader)?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
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
            let answer = loopback::refusal(*status, "application/x-amz-json-1.0", &answer.to_string());
            return client.write_all(answer.as_bytes());
        }
        Way::Late(delay) => thread::sleep(*delay),
        Way::Through | Way::AnswerLost => {}
    }
    let mut answer = Vec::new();
    loopback::send(server, &head, &body)?.read_to_end(&mut answer)?;
    if chosen == Way::AnswerLost {
        return Ok(());
    }
    client.write_all(&answer)
}
