//! The client against servers of the loopback that do not answer as one should.

use super::*;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

#[test]
fn public_hosts_are_told_from_our_own() {
    for own in ["http://127.0.0.1:80", "http://localhost:1", "http://[::1]:9", "http://10.1.2.3", "http://replay:8080"]
    {
        assert!(!is_public_host(own), "{own}");
    }
    for public in ["https://api.frankfurter.dev", "https://8.8.8.8/x"] {
        assert!(is_public_host(public), "{public}");
    }
}

#[test]
fn an_address_that_is_none_is_refused() {
    assert!(matches!(HttpClient::new("ftp://example.org", None), Err(HttpError::Address(_))));
    assert!(matches!(HttpClient::new("not an address", None), Err(HttpError::Address(_))));
}

/// A server that does one thing with the first connection, once it has read the request.
fn server(serve: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let stream = listener.accept().unwrap().0;
        let lines = BufReader::new(&stream).lines();
        let _ = lines.map_while(Result::ok).find(String::is_empty);
        serve(stream);
    });
    url
}

/// What comes of an answer when `read` and `total` are so many milliseconds.
async fn asked(url: &str, read: u64, total: u64) -> Result<HttpAnswer, HttpError> {
    let [connect, read, total] = [10_000, read, total].map(Duration::from_millis);
    let client = HttpClient::with_timeouts(url, None, Timeouts { connect, read, total }).unwrap();
    client.get(url, None, &mut Spool::new(tempfile::NamedTempFile::new().unwrap())).await
}

/// The limit under test ends it, long before the other one would.
async fn in_time<T>(answer: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_mins(1), answer).await.expect("the limit does not hold")
}

#[tokio::test]
async fn silence_for_too_long_is_a_timeout() {
    let url = server(|stream| {
        // Until the client has gone.
        let _ = (&stream).read_to_end(&mut Vec::new());
    });
    let error = in_time(asked(&url, 50, 600_000)).await.unwrap_err();
    assert!(matches!(&error, HttpError::Unreachable(text) if text.starts_with("timeout")), "{error}");
}

#[tokio::test]
async fn a_trickle_that_never_pauses_is_a_timeout_too() {
    let url = server(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
        while stream.write_all(b" ").is_ok() {
            std::thread::yield_now();
        }
    });
    let error = in_time(asked(&url, 600_000, 300)).await.unwrap_err();
    assert!(matches!(&error, HttpError::Unreachable(text) if text.starts_with("timeout")), "{error}");
}
