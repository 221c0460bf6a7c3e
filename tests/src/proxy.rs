//! A proxy before a DynamoDB server that loses answers or holds requests, as a network may.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It goes through, and so does its answer.
    Through,
    /// It goes through, and its answer is lost.
    AnswerLost,
    /// It is never passed on, and never answered.
    Held,
}

/// A proxy; its threads end with the test program.
#[derive(Debug)]
pub struct Proxy {
    /// Its URL, to be used in the server's place.
    pub url: String,
    bent: Arc<AtomicUsize>,
}

impl Proxy {
    /// A proxy before `server`. `way` is asked for each request: the operation's name, and how many requests did not go
    /// through before it.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn start(server: &str, way: impl Fn(&str, usize) -> Way + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let server = server.trim_start_matches("http://").to_owned();
        let (way, bent) = (Arc::new(way), Arc::new(AtomicUsize::new(0)));
        let proxy = Self { url, bent: Arc::clone(&bent) };
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, way, bent) = (server.clone(), Arc::clone(&way), Arc::clone(&bent));
                // A client that goes away is what the tests are about.
                thread::spawn(move || drop(pass(client, &server, &*way, &bent)));
            }
        });
        proxy
    }

    /// How many requests did not go through as they should.
    #[must_use]
    pub fn bent(&self) -> usize {
        self.bent.load(Ordering::SeqCst)
    }
}

fn pass(
    mut client: TcpStream,
    server: &str,
    way: &(impl Fn(&str, usize) -> Way + Send + Sync),
    bent: &AtomicUsize,
) -> std::io::Result<()> {
    let (head, body) = read_request(&client)?;
    let operation = head.iter().find_map(|line| line.strip_prefix("x-amz-target: DynamoDB_20120810.")).unwrap_or("");
    let chosen = way(operation.trim(), bent.load(Ordering::SeqCst));
    if chosen == Way::Held {
        bent.fetch_add(1, Ordering::SeqCst);
        // Until the client goes.
        return client.read(&mut [0]).map(drop);
    }
    let mut upstream = TcpStream::connect(server)?;
    upstream.write_all((head.concat() + "connection: close\r\n\r\n").as_bytes())?;
    upstream.write_all(&body)?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer)?;
    if chosen == Way::AnswerLost {
        bent.fetch_add(1, Ordering::SeqCst);
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
