//! A source behind TLS, and a proxy on the way to it, as companies have them.

use crate::loopback::{self, head_of};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A server that speaks TLS under a name, and passes each request on to a plain one. Its threads end with the test
/// program.
#[derive(Debug)]
pub struct TlsFront {
    /// Where it listens: `127.0.0.1:port`.
    pub address: String,
    /// The certificate of the authority that vouches for it, in PEM form.
    pub authority: String,
}

/// A proxy that opens tunnels (`CONNECT`), all of them to one address, and remembers what it saw.
#[derive(Debug)]
pub struct ConnectProxy {
    /// Its URL, for `HTTPS_PROXY`.
    pub url: String,
    seen: Arc<Mutex<Vec<u8>>>,
}

impl TlsFront {
    /// Starts before the plain server at `url`, with a certificate for `name`.
    ///
    /// # Panics
    /// When no certificate can be made, or no port is free.
    #[must_use]
    pub fn start(url: &str, name: &str) -> Self {
        let (config, authority) = certified(name);
        let server = url.trim_start_matches("http://").to_owned();
        let url = loopback::serve(move |client| pass(client, &server, Arc::clone(&config)));
        let address = url.trim_start_matches("http://").to_owned();
        Self { address, authority }
    }
}

fn certified(name: &str) -> (Arc<ServerConfig>, String) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key can be made");
    let authority = CertifiedIssuer::self_signed(authority, key).expect("a certificate can be made");
    let key = KeyPair::generate().expect("a key can be made");
    let params = CertificateParams::new([name.to_owned()]).expect("the name is one");
    let certificate = params.signed_by(&key, &authority).expect("it can be signed");
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has the protocols")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .expect("key and certificate belong together");
    (Arc::new(config), authority.pem())
}

fn pass(client: TcpStream, server: &str, config: Arc<ServerConfig>) -> io::Result<()> {
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut client = StreamOwned::new(connection, client);
    let head = head_of(&mut client)?;
    let mut upstream = TcpStream::connect(server)?;
    upstream.write_all(head.replacen("\r\n", "\r\nConnection: close\r\n", 1).as_bytes())?;
    io::copy(&mut upstream, &mut client)?;
    client.conn.send_close_notify();
    client.flush()
}

impl ConnectProxy {
    /// Starts a proxy whose tunnels all lead to `address`, whatever name is asked for.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn start(address: &str) -> Self {
        let (address, seen) = (address.to_owned(), Arc::<Mutex<Vec<u8>>>::default());
        let shared = Arc::clone(&seen);
        Self { url: loopback::serve(move |client| tunnel(client, &address, &shared)), seen }
    }

    /// Starts a proxy that opens no tunnel, and answers with this status line instead.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn refusing(status: &'static str) -> Self {
        let seen = Arc::<Mutex<Vec<u8>>>::default();
        let shared = Arc::clone(&seen);
        let url = loopback::serve(move |mut client| {
            let head = head_of(&mut client)?;
            shared.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(head.as_bytes());
            write!(client, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        });
        Self { url, seen }
    }

    /// Everything that the clients sent, in the order in which it came.
    #[must_use]
    pub fn seen(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

fn tunnel(mut client: TcpStream, address: &str, seen: &Mutex<Vec<u8>>) -> io::Result<()> {
    let note = |bytes: &[u8]| seen.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
    note(head_of(&mut client)?.as_bytes());
    let mut server = TcpStream::connect(address)?;
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let (mut back, mut from) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || io::copy(&mut from, &mut back));
    let mut buffer = [0; 4096];
    loop {
        let count = client.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        note(&buffer[..count]);
        server.write_all(&buffer[..count])?;
    }
}
