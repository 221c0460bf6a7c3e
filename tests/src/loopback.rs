//! What the servers and proxies of the tests share: a port of the loopback interface, and as much HTTP as they need.

use std::io::{self, BufRead, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Serves each connection in a thread of its own, and gives the URL. The threads end with the test program.
///
/// # Panics
/// When no port is free.
#[must_use]
pub fn serve(take: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));
    let take = Arc::new(take);
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let take = Arc::clone(&take);
            // A client that goes away is what the tests are about.
            thread::spawn(move || drop(take(client)));
        }
    });
    url
}

/// The head of a request or an answer, as it came.
pub(crate) fn head_of(stream: &mut impl Read) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// The head's lines, without the connection's own and the empty one, and the body's length.
pub(crate) fn read_head(reader: &mut impl BufRead) -> io::Result<(Vec<String>, usize)> {
    let (mut head, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == "\r\n" {
            return Ok((head, length));
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        if !lower.starts_with("connection:") {
            head.push(line);
        }
    }
}

/// Passes a request on, and gives the connection on which its answer comes.
pub(crate) fn send(server: &str, head: &[String], body: &[u8]) -> io::Result<TcpStream> {
    let mut upstream = TcpStream::connect(server)?;
    upstream.write_all((head.concat() + "connection: close\r\n\r\n").as_bytes())?;
    // A server that refuses by the head alone answers and closes before it has read the body: what it said counts.
    let _ = upstream.write_all(body);
    Ok(upstream)
}

/// An answer instead of the server's.
pub(crate) fn refusal(status: u16, content_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Refused\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
