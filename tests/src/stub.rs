//! A source that answers when the test says so, and with the headers that the test names.

use crate::loopback::head_of;
use crate::race::wait_for;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// A source that holds every request until the test answers it.
#[derive(Debug)]
pub struct Stub {
    /// Its base URL.
    pub url: String,
    listener: TcpListener,
}

/// A request that waits for its answer.
#[derive(Debug)]
pub struct Held {
    /// The head of the request, as it came.
    pub head: String,
    stream: TcpStream,
}

impl Stub {
    /// Listens on a free port of the loopback interface.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        listener.set_nonblocking(true).expect("a listener can be asked without waiting");
        Self { url: format!("http://{}", listener.local_addr().expect("it has an address")), listener }
    }

    /// The next request, whole.
    ///
    /// # Panics
    /// When none comes within a minute.
    #[must_use]
    pub fn request(&self) -> Held {
        let (mut stream, _) = wait_for("a request to the stub", || self.listener.accept().ok());
        stream.set_nonblocking(false).expect("a connection can be waited on");
        let head = head_of(&mut stream).expect("a request has a head");
        Held { head, stream }
    }
}

impl Held {
    /// The body of the request.
    ///
    /// # Panics
    /// When it has no length, or the client has gone.
    #[must_use]
    pub fn body(&mut self) -> String {
        let length =
            self.head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
        let mut body = vec![0; length.expect("a request with a body tells its length")];
        self.stream.read_exact(&mut body).expect("the body comes");
        String::from_utf8_lossy(&body).into_owned()
    }

    /// Answers with HTTP 200.
    ///
    /// # Panics
    /// When the client has gone.
    pub fn answer(self, headers: &[(&str, &str)], body: &[u8]) {
        self.answer_with(200, headers, body);
    }

    /// Answers with a status.
    ///
    /// # Panics
    /// When the client has gone.
    pub fn answer_with(mut self, status: u16, headers: &[(&str, &str)], body: &[u8]) {
        let mut head = format!("HTTP/1.1 {status} Stub\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        self.stream.write_all(&[head.as_bytes(), body].concat()).expect("the client reads the answer");
    }
}
