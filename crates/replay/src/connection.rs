//! Connections that can be broken off: the `reset` fault closes one without an answer.

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// A listener whose connections each have a breaker.
pub struct Connections(pub TcpListener);

/// Breaks one connection: nothing is written to it any more.
#[derive(Debug, Clone, Default)]
pub struct Breaker(Arc<AtomicBool>);

impl Breaker {
    /// From now on every write fails, and the peer sees a reset.
    pub fn break_off(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_broken(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// One client's connection.
pub struct Connection {
    stream: TcpStream,
    breaker: Breaker,
}

impl Connection {
    /// Without lingering, closing sends a reset and not an orderly end.
    fn refuse_when_broken(&self) -> io::Result<()> {
        if self.breaker.is_broken() {
            self.stream.set_zero_linger()?;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = Breaker;

    async fn accept(&mut self) -> (Connection, Breaker) {
        let (stream, _) = Listener::accept(&mut self.0).await;
        // An answer is one small write or one large body: waiting to fill a packet only costs time.
        let _ = stream.set_nodelay(true);
        let breaker = Breaker::default();
        (Connection { stream, breaker: breaker.clone() }, breaker)
    }

    fn local_addr(&self) -> io::Result<Breaker> {
        Ok(Breaker::default())
    }
}

impl Connected<IncomingStream<'_, Connections>> for Breaker {
    fn connect_info(incoming: IncomingStream<'_, Connections>) -> Self {
        incoming.remote_addr().clone()
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.refuse_when_broken()?;
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
