//! How an answer goes out: as a whole, bit by bit, broken off, or not at all.

use crate::connection::Breaker;
use crate::reply::{JSON, Reply};
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{Response, StatusCode};
use futures_util::stream::{self, StreamExt as _};
use std::convert::Infallible;
use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

const MIB: usize = 1024 * 1024;
/// A reset throws away what the other side has not received yet: so long it has time for the first half.
const BEFORE_THE_RESET: Duration = Duration::from_millis(50);

/// What is sent.
#[derive(Debug, Clone)]
pub enum Sent {
    /// An answer.
    Reply(Reply, Delivery),
    /// A JSON text of so many MiB, of unknown length and all spaces but for its ends.
    Spaces { mib: NonZeroU32 },
    /// Nothing: the connection is reset.
    Reset,
}

/// How an answer's body is sent. Its length is announced rightly in every case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Delivery {
    #[default]
    AtOnce,
    /// So many bytes at a time, with a pause after each piece.
    Pieces { bytes: NonZeroUsize, pause: Duration },
    /// The first half; then the connection is reset.
    BrokenOff,
}

impl Sent {
    /// The status that the client sees; none when there is no answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Reply(reply, _) => Some(reply.status),
            Self::Spaces { .. } => Some(StatusCode::OK),
            Self::Reset => None,
        }
    }

    /// Makes it an answer on the connection that `breaker` can break.
    pub fn respond(self, breaker: Breaker) -> Response<Body> {
        match self {
            Self::Reply(reply, Delivery::AtOnce) => reply.into(),
            Self::Reply(reply, Delivery::Pieces { bytes, pause }) => {
                respond(reply, |body| in_pieces(body.into(), bytes, pause))
            }
            Self::Reply(reply, Delivery::BrokenOff) => respond(reply, |body| broken_off(body.into(), breaker)),
            Self::Spaces { mib } => {
                let mut response = Response::new(spaces(mib));
                response.headers_mut().insert(CONTENT_TYPE, JSON);
                response
            }
            Self::Reset => {
                breaker.break_off();
                Response::new(Body::empty())
            }
        }
    }
}

/// A streamed body has no length of its own.
fn respond(mut reply: Reply, stream: impl FnOnce(Vec<u8>) -> Body) -> Response<Body> {
    reply.headers.insert(CONTENT_LENGTH, reply.body.len().into());
    let body = stream(std::mem::take(&mut reply.body));
    Response::from(reply).map(|_| body)
}

fn in_pieces(body: Bytes, bytes: NonZeroUsize, pause: Duration) -> Body {
    let piece = move |(mut rest, wait): (Bytes, Duration)| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(wait).await;
        let piece = rest.split_to(bytes.get().min(rest.len()));
        Some((Ok::<_, Infallible>(piece), (rest, pause)))
    };
    Body::from_stream(stream::unfold((body, Duration::ZERO), piece))
}

/// The second half is what the broken connection refuses to write.
fn broken_off(mut body: Bytes, breaker: Breaker) -> Body {
    let first = body.split_to(body.len() / 2);
    let second = async move {
        tokio::time::sleep(BEFORE_THE_RESET).await;
        breaker.break_off();
        body
    };
    Body::from_stream(stream::once(async { first }).chain(stream::once(second)).map(Ok::<_, Infallible>))
}

/// One MiB is in memory, and sent again and again.
fn spaces(mib: NonZeroU32) -> Body {
    let space = Bytes::from(vec![b' '; MIB]);
    let spaces = (0..mib.get()).map(move |_| space.clone());
    let [begin, end] = [b"[", b"]"].map(|end| std::iter::once(Bytes::from_static(end)));
    Body::from_stream(stream::iter(begin.chain(spaces).chain(end).map(Ok::<_, Infallible>)))
}
