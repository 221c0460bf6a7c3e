//! Posting the message to a webhook whose address is a secret.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use makerates_core::cli::Context;
use makerates_core::environment;
use makerates_core::http::{HttpClient, HttpError};
use serde_json::json;
use std::time::Duration;

/// The variable with the address, in base64: the form in which Kestra's open source edition holds its secrets.
pub const ADDRESS: &str = "SECRET_ALERT_WEBHOOK";

/// So often it is tried, and so long each time at most: together within the minute that the flows give it.
const ATTEMPTS_MAX: u32 = 3;
const ATTEMPT_MAX: Duration = Duration::from_secs(15);

/// What became of the message.
#[derive(Debug, PartialEq, Eq)]
pub enum Sent {
    Posted,
    NoWebhook,
}

/// Why it was not posted. The address is in none of them.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    #[error("{ADDRESS} is not in base64: encode the address, without a line break")]
    NotBase64,
    #[error("{ADDRESS} holds no http or https address")]
    NoAddress,
    #[error("the webhook refused it (HTTP {0}){hint}", hint = if matches!(.0, 400..500) && *.0 != 429 { ": is its address still valid?" } else { "" })]
    Refused(u16),
    #[error("the webhook did not answer within {} s", ATTEMPT_MAX.as_secs())]
    TimedOut,
    #[error("the webhook can't be reached: {0}")]
    Http(#[from] HttpError),
}

/// Posts the message where there is a webhook.
pub async fn send(message: &str, context: &Context) -> Result<Sent, WebhookError> {
    let Some(secret) = environment::variable(ADDRESS) else { return Ok(Sent::NoWebhook) };
    let address = decode(&secret)?;
    let client = HttpClient::new(&address, context.config.http.ca_file.as_deref()).map_err(|error| match error {
        HttpError::Address(_) => WebhookError::NoAddress,
        error => WebhookError::Http(error),
    })?;
    let body = json!({ "text": escaped(message) }).to_string();
    let mut attempt = 1;
    loop {
        let answer = tokio::time::timeout(ATTEMPT_MAX, client.post_json(&address, body.clone())).await;
        let error = match answer {
            Ok(Ok(200..300)) => return Ok(Sent::Posted),
            Ok(Ok(status)) => WebhookError::Refused(status),
            Ok(Err(error)) => WebhookError::Http(error),
            Err(_) => WebhookError::TimedOut,
        };
        if attempt == ATTEMPTS_MAX || !error.may_pass() {
            return Err(error);
        }
        tokio::time::sleep(Duration::from_millis(context.config.http.retry_delay_ms) * attempt).await;
        attempt += 1;
    }
}

impl WebhookError {
    /// Whether another attempt may succeed.
    fn may_pass(&self) -> bool {
        match self {
            Self::Refused(status) => matches!(status, 408 | 429 | 500..),
            Self::Http(error) => matches!(error, HttpError::NoNetwork(_) | HttpError::Unreachable(_)),
            Self::TimedOut => true,
            Self::NotBase64 | Self::NoAddress => false,
        }
    }
}

fn decode(secret: &str) -> Result<String, WebhookError> {
    let bytes = BASE64_STANDARD.decode(secret.trim()).map_err(|_| WebhookError::NotBase64)?;
    let address = String::from_utf8(bytes).map_err(|_| WebhookError::NoAddress)?;
    Ok(address.trim().to_owned())
}

/// Slack's own three escapes (its documentation, "Formatting text for app surfaces"): what a source sent, and a reason
/// quotes, must call nobody (`<!channel>`) and show no link as another one.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_calls_nobody() {
        assert_eq!(escaped("<!channel> & <http://x|y>"), "&lt;!channel&gt; &amp; &lt;http://x|y&gt;");
    }

    #[test]
    fn an_address_that_is_none_is_never_shown() {
        let refused = decode("https://hooks.example.org/T0/secret").unwrap_err();
        assert!(!refused.to_string().contains("secret"));
        assert_eq!(decode(" aHR0cDovL2hvb2sK\n").unwrap(), "http://hook");
        assert!(matches!(decode("//79"), Err(WebhookError::NoAddress)), "not UTF-8");
    }
}
