//! From a request to what is sent: key and quota, faults, the recorded rates, and the record of it all.

use crate::answer::Answer;
use crate::clock;
use crate::data::Recordings;
use crate::exchangerate::{self, Call};
use crate::faults::{Source, Target};
use crate::frankfurter::{self, v2};
use crate::reply::Reply;
use crate::sending::{Delivery, Sent};
use crate::state::{Recorded, State};
use axum::http::header::{ALLOW, IF_NONE_MATCH, USER_AGENT};
use axum::http::{HeaderValue, Method, StatusCode, request::Parts};
use jiff::Timestamp;
use std::time::Duration;

/// What to send, and how long to wait before.
#[derive(Debug)]
pub struct Outcome {
    pub wait: Duration,
    pub sent: Sent,
}

/// A request and what is written down of it, the key taken out.
struct Asked<'a> {
    parts: &'a Parts,
    path: String,
    query: Option<String>,
}

/// Decides one request and writes it down. Waiting comes later: a client that gives up is recorded all the same.
pub fn serve(recordings: &Recordings, key: &str, state: &mut State, parts: &Parts) -> Outcome {
    let asked = Asked::new(parts, key);
    let now = state.now;
    let outcome = decide(recordings, key, state, &asked);
    state.requests.push(asked.record(now, key, &outcome.sent));
    outcome
}

fn decide(recordings: &Recordings, key: &str, state: &mut State, asked: &Asked<'_>) -> Outcome {
    let at_once = |reply| Outcome { wait: Duration::ZERO, sent: Sent::Reply(reply, Delivery::AtOnce) };
    let Some(source) = source_of(asked.parts.uri.path()) else { return at_once(frankfurter::not_found()) };
    if !matches!(asked.parts.method, Method::GET | Method::HEAD) {
        return at_once(only_get());
    }
    // The account counts what reaches it, whatever a fault then does to the answer.
    let call = Call::parse(asked.parts.uri.path());
    let refusal = match source {
        Source::Exchangerate => exchangerate::refuse(&call, key, &mut state.quota),
        Source::Frankfurter => None,
    };
    let path = asked.path_and_query();
    let target = Target { source, path: &path };
    let before = state.faults.before(target);
    if let Some(sent) = before.instead {
        return Outcome { wait: before.wait, sent };
    }
    // Not even a stale answer knows what the clock does not.
    let known_until = before.as_of.map_or(state.now, |day| clock::end_of(day).min(state.now));
    let answer = match (refusal, source) {
        (Some(refusal), _) => Answer::Fixed(refusal),
        (None, Source::Frankfurter) => asked.frankfurter(recordings, known_until),
        (None, Source::Exchangerate) => exchangerate::answer(&recordings.market, known_until, &call, &state.quota),
    };
    Outcome { wait: before.wait, sent: finish(answer, state, target, asked) }
}

/// Lets the faults change the rates, writes the body, and spoils it or leaves it out when the client has it.
fn finish(answer: Answer<'_>, state: &mut State, target: Target<'_>, asked: &Asked<'_>) -> Sent {
    let reply = match answer {
        Answer::Fixed(reply) => reply,
        Answer::Rates { mut panel, render } => {
            state.faults.change(target, &mut panel, clock::day_of(state.now));
            render(&panel)
        }
    };
    // A spoiled body is sent even to a client that has the whole one: else the fault would be used up unseen.
    match (state.faults.cut(target), state.faults.delivery(target)) {
        (true, delivery) => Sent::Reply(reply.cut_in_half(), delivery),
        (false, Delivery::AtOnce) => {
            Sent::Reply(reply.unless_matched(asked.header(&IF_NONE_MATCH).as_deref()), Delivery::AtOnce)
        }
        (false, delivery) => Sent::Reply(reply, delivery),
    }
}

fn source_of(path: &str) -> Option<Source> {
    match segment(path) {
        Some("v1" | "v2") => Some(Source::Frankfurter),
        Some("v6") => Some(Source::Exchangerate),
        _ => None,
    }
}

/// The first part of a path tells the face.
fn segment(path: &str) -> Option<&str> {
    path.split('/').nth(1)
}

fn only_get() -> Reply {
    let mut reply = Reply::json(StatusCode::METHOD_NOT_ALLOWED, r#"{"message":"only GET is answered"}"#);
    reply.headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    reply
}

impl<'a> Asked<'a> {
    fn new(parts: &'a Parts, key: &str) -> Self {
        let path = parts.uri.path();
        let path = match exchangerate::key_in(path) {
            Some(given) => format!("/v6/<key>{}", &path["/v6/".len() + given.len()..]),
            None => path.to_owned(),
        };
        let query = parts.uri.query().map(|query| redacted(query, key));
        Self { parts, path: redacted(&path, key), query }
    }

    fn path_and_query(&self) -> String {
        self.query.as_ref().map_or_else(|| self.path.clone(), |query| format!("{}?{query}", self.path))
    }

    fn header(&self, name: &axum::http::HeaderName) -> Option<String> {
        self.parts.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    fn frankfurter<'r>(&self, recordings: &'r Recordings, known_until: Timestamp) -> Answer<'r> {
        let uri = &self.parts.uri;
        if segment(uri.path()) == Some("v2") {
            return v2::answer(recordings, known_until, uri);
        }
        frankfurter::answer(&recordings.ecb, known_until, uri)
    }

    fn record(&self, at: Timestamp, key: &str, sent: &Sent) -> Recorded {
        let in_uri = self.parts.uri.to_string().contains(key);
        let in_header = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).contains(key);
        Recorded {
            method: self.parts.method.to_string(),
            path: self.path.clone(),
            query: self.query.clone(),
            status: sent.status().map(|status| status.as_u16()),
            at,
            user_agent: self.header(&USER_AGENT).map(|agent| redacted(&agent, key)),
            key_seen: in_uri || self.parts.headers.values().any(in_header),
        }
    }
}

fn redacted(text: &str, key: &str) -> String {
    text.replace(key, "<key>")
}
