//! One HTTP client for the sources and the webhook: timeouts, a limit of the body, no redirects, and errors without URLs
//! (the key of ExchangeRate-API is part of the path, and a webhook's address is a secret).

mod proxy;

use crate::bronze::{BronzeError, Spool};
use proxy::Proxy;
use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_NONE_MATCH, LOCATION, RETRY_AFTER};
use std::error::Error;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const RATE_LIMIT_REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// How long a request may take. Three attempts at one question fit into the quarter of an hour that a flow gives them.
const TIMEOUTS: Timeouts =
    Timeouts { connect: Duration::from_secs(10), read: Duration::from_secs(30), total: TOTAL_TIMEOUT };

/// The longest that one attempt takes. The lease of a circuit's probe outlives it.
pub const TOTAL_TIMEOUT: Duration = Duration::from_secs(120);

/// Of a refusal's body this much is read: the documented ones are a line of JSON.
const REFUSAL_BYTES_MAX: usize = 64 * 1024;

#[derive(Debug, Clone, Copy)]
struct Timeouts {
    /// Until the connection stands.
    connect: Duration,
    /// Until the first piece of an answer, and between two: a source may think about a long range.
    read: Duration,
    /// The attempt as a whole, so that a trickle ends too.
    total: Duration,
}

/// A client for one server.
#[derive(Debug, Clone)]
pub struct HttpClient {
    client: reqwest::Client,
    /// The proxy on the way, or why there is none although one is named: then nothing is sent.
    proxy: Result<Option<Proxy>, HttpError>,
}

/// What a source answered.
#[derive(Debug, Clone, Default)]
pub struct HttpAnswer {
    /// As it came, whatever it is.
    pub status: u16,
    /// The beginning of a refusal's body, after decompression; an answer's went into its spool, and so did that of a
    /// 401 or 403: it may not be the source's own.
    pub refusal: Vec<u8>,
    /// The entity tag.
    pub etag: Option<String>,
    /// The header `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// The header `X-RateLimit-Remaining`, as it came.
    pub rate_limit_remaining: Option<String>,
    /// The header `X-RateLimit-Reset`, as it came.
    pub rate_limit_reset: Option<String>,
    /// The host of the header `Location`, without the path.
    pub redirect_host: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum HttpError {
    /// The address is none.
    #[error("`{0}` is no http or https address")]
    Address(String),
    /// The file of trusted authorities can't be used.
    #[error("{file}: {reason}")]
    CaFile {
        /// As `http.ca_file` names it.
        file: String,
        /// Why not.
        reason: String,
    },
    /// The client could not be made.
    #[error("the HTTP client: {0}")]
    Client(String),
    /// The proxy that the environment names can't be used, or does not let us through.
    #[error("the proxy of {variable}: {reason}")]
    Proxy {
        /// The environment variable.
        variable: &'static str,
        /// Why not.
        reason: String,
    },
    /// The name was not resolved, or there is no route: the fault is ours, not the source's.
    #[error("no network: {0}")]
    NoNetwork(String),
    /// The connection was refused or broke, or a timeout passed.
    #[error("{0}")]
    Unreachable(String),
    /// The answer came, and could not be written: the disk is full, or can't be written any more.
    #[error("the answer could not be written: {0}")]
    NotWritten(String),
}

impl HttpClient {
    /// A client for a source, or the webhook, at `base_url`.
    pub fn new(base_url: &str, ca_file: Option<&Path>) -> Result<Self, HttpError> {
        Self::with_timeouts(base_url, ca_file, TIMEOUTS)
    }

    fn with_timeouts(base_url: &str, ca_file: Option<&Path>, timeouts: Timeouts) -> Result<Self, HttpError> {
        let address = |_| HttpError::Address(base_url.to_owned());
        let url = reqwest::Url::parse(base_url).map_err(address)?;
        let builder = reqwest::Client::builder()
            .user_agent(concat!("makerates/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(timeouts.connect)
            .read_timeout(timeouts.read)
            .timeout(timeouts.total)
            .redirect(reqwest::redirect::Policy::none());
        // A proxy of the environment leads out; a server of this machine or network is reached without it.
        let proxy = if is_public_host(base_url) { Proxy::on_the_way_to(&url) } else { Ok(None) };
        let builder = match &proxy {
            Ok(Some(proxy)) => builder.proxy(reqwest::Proxy::all(proxy.url.clone()).map_err(client_error)?),
            Ok(None) | Err(_) => builder.no_proxy(),
        };
        let is_without_tls =
            url.scheme() == "http" && !matches!(&proxy, Ok(Some(proxy)) if proxy.url.scheme() == "https");
        let builder = match url.scheme() {
            // Without TLS there is nothing to trust, and loading the certificates would cost 300 ms of CPU.
            "http" if is_without_tls => builder.tls_backend_preconfigured(no_tls()?),
            "http" | "https" => {
                // Another part of the process may have chosen it before: it is the same one.
                let _ = rustls::crypto::ring::default_provider().install_default();
                builder
            }
            _ => return Err(HttpError::Address(base_url.to_owned())),
        };
        let builder = builder.tls_certs_merge(own_certificates(ca_file)?);
        let client = builder.build().map_err(client_error)?;
        Ok(Self { client, proxy })
    }

    /// Posts a JSON text and gives the status of the answer, whose body is not read.
    pub async fn post_json(&self, url: &str, body: String) -> Result<u16, HttpError> {
        let proxy = self.proxy.as_ref().map_err(HttpError::clone)?.as_ref();
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json").body(body);
        let response = request.send().await.map_err(|error| no_answer(error, proxy))?;
        check_proxy(response.status().as_u16(), proxy)
    }

    /// Sends one request; the body of an answer (status 200) goes into `spool` as it comes. With the entity tag of an
    /// earlier answer the source may say that nothing has changed (304).
    ///
    /// Nothing is retried here: every attempt is to be counted by the caller.
    pub async fn get(&self, url: &str, etag: Option<&str>, spool: &mut Spool) -> Result<HttpAnswer, HttpError> {
        let proxy = self.proxy.as_ref().map_err(HttpError::clone)?.as_ref();
        let no_answer = |error| no_answer(error, proxy);
        let mut request = self.client.get(url);
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let mut response = request.send().await.map_err(no_answer)?;
        let status = check_proxy(response.status().as_u16(), proxy)?;
        let headers = response.headers();
        let mut answer = HttpAnswer {
            status,
            refusal: Vec::new(),
            etag: header(headers, ETAG),
            retry_after: header(headers, RETRY_AFTER),
            rate_limit_remaining: header(headers, RATE_LIMIT_REMAINING),
            rate_limit_reset: header(headers, RATE_LIMIT_RESET),
            redirect_host: header(headers, LOCATION).map(|location| host_of(&location)),
        };
        if status == 200 {
            while let Some(piece) = response.chunk().await.map_err(no_answer)? {
                if !spool.write(&piece).map_err(|error| not_written(&error))? {
                    break;
                }
            }
            return Ok(answer);
        }
        // A refusal is told by its status: a 429 whose body breaks off is still a 429.
        while let Ok(Some(piece)) = response.chunk().await {
            let room = REFUSAL_BYTES_MAX - answer.refusal.len();
            answer.refusal.extend_from_slice(&piece[..piece.len().min(room)]);
            // What can't be kept of it leaves it the refusal that it is.
            let is_kept = matches!(status, 401 | 403) && spool.write(&piece).unwrap_or(false);
            if piece.len() > room && !is_kept {
                break;
            }
        }
        Ok(answer)
    }
}

/// The authorities that are trusted beside those of the system.
fn own_certificates(ca_file: Option<&Path>) -> Result<Vec<reqwest::Certificate>, HttpError> {
    let Some(file) = ca_file else { return Ok(Vec::new()) };
    let refuse = |reason: String| HttpError::CaFile { file: file.display().to_string(), reason };
    let pem = std::fs::read(file).map_err(|error| refuse(error.to_string()))?;
    let certificates = reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| refuse(chain(&error)))?;
    if certificates.is_empty() {
        return Err(refuse("no certificate in PEM form is in it".to_owned()));
    }
    Ok(certificates)
}

fn not_written(error: &BronzeError) -> HttpError {
    HttpError::NotWritten(chain(error))
}

/// Whether an address is that of a public host: not this machine, not a private network, not a bare name.
#[must_use]
pub fn is_public_host(url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else { return false };
    let Some(host) = url.host_str() else { return false };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(ip)) => !(ip.is_loopback() || ip.is_private() || ip.is_link_local()),
        Ok(std::net::IpAddr::V6(ip)) => !(ip.is_loopback() || ip.is_unique_local()),
        Err(_) => host.contains('.') && !matches!(host.rsplit('.').next(), Some("localhost" | "local")),
    }
}

fn no_tls() -> Result<rustls::ClientConfig, HttpError> {
    let builder = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let builder =
        builder.with_safe_default_protocol_versions().map_err(|error| HttpError::Client(error.to_string()))?;
    Ok(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn host_of(location: &str) -> String {
    let url = reqwest::Url::parse(location);
    url.ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| "the same host".to_owned())
}

/// A status that is the proxy's own word is no answer.
fn check_proxy(status: u16, proxy: Option<&Proxy>) -> Result<u16, HttpError> {
    match proxy {
        Some(proxy) if status == 407 => Err(proxy.fault("it demands a user and a password (HTTP 407)".to_owned())),
        _ => Ok(status),
    }
}

fn client_error(error: reqwest::Error) -> HttpError {
    HttpError::Client(chain(&error.without_url()))
}

fn no_answer(error: reqwest::Error, proxy: Option<&Proxy>) -> HttpError {
    let error = error.without_url();
    let text = if error.is_timeout() { format!("timeout: {}", chain(&error)) } else { chain(&error) };
    match (lacks_network(&error), proxy) {
        (Some(Lack::Route), _) | (Some(Lack::Name), None) => HttpError::NoNetwork(text),
        (lack, Some(proxy)) if lack.is_some() || is_of_proxy(&error, proxy) => proxy.fault(text),
        (_, Some(proxy)) => HttpError::Unreachable(format!("{text} (by the proxy of {})", proxy.variable)),
        (_, None) => HttpError::Unreachable(text),
    }
}

/// Whether a connection failed at the proxy. On the way to an https address it is asked for a tunnel, and what goes wrong
/// with that has a text of its own; else the only connection that is made is the one to the proxy. One that takes too
/// long may be either's fault.
fn is_of_proxy(error: &reqwest::Error, proxy: &Proxy) -> bool {
    let is_of_tunnel = causes(error).any(|cause| cause.to_string().starts_with("tunnel error"));
    !error.is_timeout() && (is_of_tunnel || (error.is_connect() && !proxy.is_tunnelled))
}

/// What is missing on our side.
enum Lack {
    Name,
    Route,
}

/// A name that is not resolved (the resolver's error has no kind of its own, only its text) or no route.
fn lacks_network(error: &reqwest::Error) -> Option<Lack> {
    causes(error).find_map(|cause| {
        let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        match kind {
            Some(ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown) => {
                Some(Lack::Route)
            }
            _ if cause.to_string().contains("dns error") => Some(Lack::Name),
            _ => None,
        }
    })
}

/// An error, and what it comes from.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| <dyn Error>::source(*error))
}

/// An error and its causes on one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    for cause in causes(error) {
        let line = cause.to_string();
        if text.is_empty() {
            text = line;
        } else if !text.contains(&line) {
            text = format!("{text}: {line}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn public_hosts_are_told_from_our_own() {
        for own in
            ["http://127.0.0.1:80", "http://localhost:1", "http://[::1]:9", "http://10.1.2.3", "http://replay:8080"]
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

    #[tokio::test]
    async fn silence_for_too_long_is_a_timeout() {
        let url = server(|stream| {
            // Until the client has gone.
            let _ = (&stream).read_to_end(&mut Vec::new());
        });
        let error = asked(&url, 50, 600_000).await.unwrap_err();
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
        let error = asked(&url, 600_000, 300).await.unwrap_err();
        assert!(matches!(&error, HttpError::Unreachable(text) if text.starts_with("timeout")), "{error}");
    }
}
