//! One HTTP client for the sources and the webhook: timeouts, a limit of the body, no redirects, and errors without URLs
//! (the key of ExchangeRate-API is part of the path, and a webhook's address is a secret).

mod error;
mod proxy;

pub use error::HttpError;

use crate::bronze::Spool;
use crate::failure::with_causes;
use error::{client_error, no_answer, not_written};
use proxy::Proxy;
use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_NONE_MATCH, LOCATION, RETRY_AFTER};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const RATE_LIMIT_REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// How long a request may take. Three attempts at one question fit into the quarter of an hour that a flow gives them.
const TIMEOUTS: Timeouts =
    Timeouts { connect: Duration::from_secs(10), read: Duration::from_secs(30), total: TOTAL_TIMEOUT };

/// The longest that one attempt takes. The lease of a circuit's probe outlives it.
pub const TOTAL_TIMEOUT: Duration = Duration::from_mins(2);

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
    let certificates = reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| refuse(with_causes("", &error)))?;
    if certificates.is_empty() {
        return Err(refuse("no certificate in PEM form is in it".to_owned()));
    }
    Ok(certificates)
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

#[cfg(test)]
mod tests;
