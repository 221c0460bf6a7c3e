//! A proxy before an S3 server that refuses, loses, cuts or weakens requests, as networks and other servers do.
//!
//! A client signs the `Host` header of the proxy's own URL, and the server checks the signature against whatever
//! `Host` it is sent: so heads go through as they are.

mod signature;

use crate::loopback;
use crate::services::S3Server;
use std::io::{self, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError};

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It goes through, and so does its answer.
    Through,
    /// It goes through without `If-None-Match`, signed anew: the server does not know the condition.
    Unconditional,
    /// It goes through, and its answer is lost.
    AnswerLost,
    /// Half of its body goes through; then the connection is reset on both sides.
    Cut,
    /// The server never sees it: an answer of this status and error code comes instead.
    Refused(u16, &'static str),
    /// The server never sees it: an answer of this status comes, whose body is not S3's.
    RefusedByAnother(u16),
}

/// A request as the proxy saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The bucket.
    pub bucket: String,
    /// The key; empty when the request is about the bucket itself.
    pub key: String,
    /// The query.
    pub query: String,
    /// Whether it has the header `If-None-Match`.
    pub is_conditional: bool,
}

impl Request {
    /// Whether it is of this method and about a key that has this part.
    #[must_use]
    pub fn is(&self, method: &str, part: &str) -> bool {
        self.method == method && self.key.contains(part)
    }

    /// Whether it lists objects.
    #[must_use]
    pub fn is_listing(&self) -> bool {
        self.method == "GET" && self.key.is_empty()
    }

    /// Whether it creates the bucket.
    #[must_use]
    pub fn is_creation(&self) -> bool {
        self.method == "PUT" && self.key.is_empty()
    }
}

/// A proxy; its threads end with the test program.
#[derive(Debug)]
pub struct S3Proxy {
    /// Its URL, to be used in the server's place.
    pub url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// What the threads of a proxy share.
struct Shared<W> {
    server: String,
    secret: String,
    way: W,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl S3Proxy {
    /// A proxy before `server`. `way` is asked for each request: what it is, and how many of the same method and path
    /// came before it. It may wait, and holds up no other request.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn start(server: &S3Server, way: impl Fn(&Request, usize) -> Way + Send + Sync + 'static) -> Self {
        let requests = Arc::default();
        let shared = Shared {
            server: server.endpoint.trim_start_matches("http://").to_owned(),
            secret: server.secret_key.clone(),
            way,
            requests: Arc::clone(&requests),
        };
        Self { url: loopback::serve(move |client| shared.pass(&client)), requests }
    }

    /// A proxy that only looks.
    #[must_use]
    pub fn looking(server: &S3Server) -> Self {
        Self::start(server, |_, _| Way::Through)
    }

    /// The requests until now, in the order in which they came.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests of this method were about a key that has this part.
    #[must_use]
    pub fn count(&self, method: &str, part: &str) -> usize {
        self.requests().iter().filter(|request| request.is(method, part)).count()
    }

    /// Forgets the requests until now.
    pub fn forget(&self) {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl<W: Fn(&Request, usize) -> Way> Shared<W> {
    fn pass(&self, mut client: &TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(client);
        let (mut head, length) = loopback::read_head(&mut reader)?;
        let request = parse(&head);
        let way = (self.way)(&request, self.note(&request));
        if way == Way::Cut {
            let mut half = vec![0; length / 2];
            reader.read_exact(&mut half)?;
            // Both connections are closed while the client still sends: that resets them.
            return loopback::send(&self.server, &head, &half).map(drop);
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        match way {
            Way::Refused(status, code) => {
                let body = format!("<Error><Code>{code}</Code><Message>as the test wants it</Message></Error>");
                return client.write_all(loopback::refusal(status, "application/xml", &body).as_bytes());
            }
            Way::RefusedByAnother(status) => {
                let body = "<html>\n<body>\nnot now\n</body>\n</html>\n";
                return client.write_all(loopback::refusal(status, "text/html", body).as_bytes());
            }
            Way::Unconditional => signature::sign_without(&mut head, "if-none-match", &self.secret),
            Way::Through | Way::AnswerLost | Way::Cut => {}
        }
        let mut answer = Vec::new();
        let read = loopback::send(&self.server, &head, &body)?.read_to_end(&mut answer);
        if answer.is_empty() || way == Way::AnswerLost {
            return read.map(drop);
        }
        client.write_all(&answer)
    }

    /// Notes a request, and gives how many of the same method and path came before it.
    fn note(&self, request: &Request) -> usize {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |other: &&Request| {
            (&other.method, &other.bucket, &other.key) == (&request.method, &request.bucket, &request.key)
        };
        let earlier = requests.iter().filter(is_same).count();
        requests.push(request.clone());
        earlier
    }
}

fn parse(head: &[String]) -> Request {
    let mut words = head.first().map_or("", String::as_str).split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (bucket, key) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    let is_condition = |line: &String| line.to_ascii_lowercase().starts_with("if-none-match:");
    Request {
        method: method.to_owned(),
        bucket: bucket.to_owned(),
        // Of what is escaped in a path, keys of ours have these alone.
        key: key.replace("%3A", ":").replace("%3D", "="),
        query: query.to_owned(),
        is_conditional: head.iter().any(is_condition),
    }
}
