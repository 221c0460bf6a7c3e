//! Servers that do not answer, and servers that want a bucket's region said or left out.

use super::*;
use crate::failure::Exit;
use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_sdk_s3::config::{Credentials, Region, SharedCredentialsProvider};
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// A bucket at a server of our own, with little patience.
fn bucket_at(listener: &TcpListener, region: &'static str, cache: &Path) -> S3 {
    let sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(crate::aws::plain_client())
        .region(Region::new(region))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new("key", "secret", None, None, "test")))
        .endpoint_url(format!("http://{}", listener.local_addr().unwrap()))
        .retry_config(RetryConfig::standard().with_max_attempts(2).with_initial_backoff(Duration::from_millis(1)))
        .build();
    S3::with_patience(&sdk, ("rates", ""), Folder::new(cache.to_owned()), true, Duration::from_millis(200))
}

/// Answers each request as `answer` says of its head and body.
fn serve(listener: TcpListener, answer: impl Fn(&str, &str) -> String + Send + 'static) {
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (head, body) = request(&stream);
            let text = answer(&head, &body);
            let _ = (&stream).write_all(text.as_bytes());
            // A connection that is dropped would be an answer of its own.
            std::mem::forget(stream);
        }
    });
}

fn request(stream: &TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

#[tokio::test]
async fn a_request_that_is_never_answered_ends() {
    // The kernel takes the connections, and nobody reads from them.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let cache = tempfile::tempdir().unwrap();
    let s3 = bucket_at(&listener, "us-east-1", cache.path());
    let begun = Instant::now();
    let failures = [
        s3.check_writable().await.unwrap_err(),
        s3.list("receipts/").await.unwrap_err(),
        s3.read_stored("answers/x").await.unwrap_err(),
    ]
    .map(|error| error.failure("it failed"));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    for failure in failures {
        assert_eq!(failure.exit, Exit::Storage);
        assert!(failure.reason().contains("timeout") && failure.next.contains("endpoint"), "{failure:?}");
    }
}

#[tokio::test]
async fn a_body_that_stands_still_ends_and_a_slow_one_does_not() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let cache = tempfile::tempdir().unwrap();
    let s3 = bucket_at(&listener, "us-east-1", cache.path());
    serve(listener, |head, _| {
        assert!(head.starts_with("GET /rates/answers/x"), "{head}");
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"base\"".to_owned()
    });
    let failed = tokio::time::timeout(Duration::from_secs(20), s3.read_stored("answers/x")).await;
    assert!(matches!(failed, Ok(Err(ObjectError::S3 { .. }))), "{failed:?}");
}

#[test]
fn the_longer_a_body_the_longer_it_may_take() {
    let of = |bytes| patience(ANSWERED_WITHIN, bytes).operation_attempt_timeout().unwrap().as_secs();
    assert_eq!((of(0), of(1000), of(300 * 1024 * 1024)), (10, 10, 10 + 4800));
}

/// Two first runs at the same instant: the check's object is written by both.
#[tokio::test]
async fn another_first_run_s_check_is_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let cache = tempfile::tempdir().unwrap();
    let s3 = bucket_at(&listener, "us-east-1", cache.path());
    let puts = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&puts);
    serve(listener, move |_, _| {
        let mut puts = counted.lock().unwrap();
        *puts += 1;
        let (status, code) = match *puts {
            1 => ("409 Conflict", "ConditionalRequestConflict"),
            _ => ("412 Precondition Failed", "PreconditionFailed"),
        };
        let body = format!("<Error><Code>{code}</Code></Error>");
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
    });
    s3.check_writable().await.unwrap();
    assert_eq!((*puts.lock().unwrap(), s3.is_conditional()), (2, true));
}

/// What a server without a bucket was asked for.
#[derive(Debug, Default)]
struct Asked {
    places: Vec<&'static str>,
    is_made: bool,
    objects: usize,
}

/// Creates a missing bucket in a region, at a server that refuses a creation by its body as `refusal` says; gives the
/// places that were asked for.
async fn created(
    region: &'static str,
    refusal: fn(&str) -> Option<&'static str>,
) -> (Result<(), ObjectError>, Vec<&'static str>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let cache = tempfile::tempdir().unwrap();
    let s3 = bucket_at(&listener, region, cache.path());
    let shared = Arc::new(Mutex::new(Asked::default()));
    let asked = Arc::clone(&shared);
    serve(listener, move |head, body| {
        let mut asked = asked.lock().unwrap();
        let is_object = head.contains(check::OBJECT);
        asked.objects += usize::from(is_object && asked.is_made);
        let (status, code) = match (is_object, asked.is_made, asked.objects) {
            (true, false, _) => ("404 Not Found", Some("NoSuchBucket")),
            (true, true, 1) => ("200 OK", None),
            (true, true, _) => ("412 Precondition Failed", Some("PreconditionFailed")),
            (false, ..) => {
                asked.places.push(if body.contains(">eu-central-1<") { "eu-central-1" } else { "nowhere" });
                let refusal = refusal(body);
                asked.is_made = refusal.is_none();
                (if asked.is_made { "200 OK" } else { "400 Bad Request" }, refusal)
            }
        };
        let body = code.map_or_else(String::new, |code| format!("<Error><Code>{code}</Code></Error>"));
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
    });
    let result = s3.check_writable().await;
    let places = shared.lock().unwrap().places.clone();
    (result, places)
}

#[tokio::test]
async fn a_new_bucket_is_told_its_region_unless_the_server_will_not_hear_it() {
    // As AWS does, and servers that do as it does.
    let wants_it = |body: &str| (!body.contains("eu-central-1")).then_some("IllegalLocationConstraintException");
    let (made, places) = created("eu-central-1", wants_it).await;
    assert_eq!((made.is_ok(), places), (true, vec!["eu-central-1"]));
    let knows_another = |body: &str| body.contains("eu-central-1").then_some("InvalidLocationConstraint");
    let (made, places) = created("eu-central-1", knows_another).await;
    assert_eq!((made.is_ok(), places), (true, vec!["eu-central-1", "nowhere"]));
    let (made, places) = created("us-east-1", |_| None).await;
    assert_eq!((made.is_ok(), places), (true, vec!["nowhere"]));
    let (refused, places) = created("eu-central-1", |_| Some("InvalidBucketName")).await;
    let failure = refused.unwrap_err().failure("it failed");
    assert!(failure.reason().ends_with("and it can't be made: InvalidBucketName"), "{}", failure.reason());
    assert!(failure.next.contains("aws s3 mb s3://"), "{}", failure.next);
    assert_eq!(places, ["eu-central-1", "nowhere"]);
}
