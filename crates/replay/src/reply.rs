//! What goes back to the client.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Our JSON's content type.
pub const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// A status, headers and a body.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    /// Any text.
    pub fn text(status: StatusCode, content_type: HeaderValue, body: impl Into<Vec<u8>>) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type)]);
        Self { status, headers, body: body.into() }
    }

    /// A JSON text.
    pub fn json(status: StatusCode, body: impl Into<Vec<u8>>) -> Self {
        Self::text(status, JSON, body)
    }

    /// Lets the client keep the answer for a day, and ask whether it changed.
    ///
    /// The tag is of the body's bytes, so a fault that changes a rate also changes the tag.
    pub fn cacheable(mut self) -> Self {
        let mut hasher = DefaultHasher::new();
        self.body.hash(&mut hasher);
        if let Ok(tag) = HeaderValue::try_from(format!("\"{:016x}\"", hasher.finish())) {
            self.headers.insert(ETAG, tag);
        }
        self.headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
        self
    }

    /// 304 without a body when the client already has exactly this one.
    pub fn unless_matched(mut self, if_none_match: Option<&str>) -> Self {
        let tag = self.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
        let (Some(tag), Some(known)) = (tag, if_none_match) else { return self };
        let same = |candidate: &str| candidate == "*" || candidate.trim_start_matches("W/") == tag;
        if known.split(',').any(|candidate| same(candidate.trim())) {
            self.status = StatusCode::NOT_MODIFIED;
            self.headers.remove(CONTENT_TYPE);
            self.body.clear();
        }
        self
    }

    /// The body's first half, as if it had never been longer.
    pub fn cut_in_half(mut self) -> Self {
        self.body.truncate(self.body.len() / 2);
        self
    }
}

impl From<Reply> for Response<Body> {
    fn from(reply: Reply) -> Self {
        let mut response = Response::new(Body::from(reply.body));
        *response.status_mut() = reply.status;
        *response.headers_mut() = reply.headers;
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(if_none_match: &str) -> StatusCode {
        let reply = Reply::json(StatusCode::OK, "{}").cacheable();
        let own = reply.headers[ETAG].to_str().expect("the tag is plain text").to_owned();
        reply.unless_matched(Some(&if_none_match.replace("OWN", &own))).status
    }

    #[test]
    fn the_same_body_is_not_sent_twice() {
        for known in ["OWN", "W/OWN", "\"other\", OWN", "*"] {
            assert_eq!(status(known), StatusCode::NOT_MODIFIED, "{known}");
        }
        assert_eq!(status("\"other\""), StatusCode::OK);
    }

    #[test]
    fn an_answer_without_a_tag_is_always_sent() {
        let reply = Reply::json(StatusCode::NOT_FOUND, "{}").unless_matched(Some("*"));
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    }
}
