//! `alert`: tells people that a run needs them, in the log and by a webhook.
//!
//! What goes wrong here changes nothing for the run that it tells of: the message is in the log before anything is sent,
//! and the exit code is 0 whether somebody could be reached or not.

mod engine_words;
mod errors;
mod message;
mod webhook;

use crate::args::AlertArgs;
use makerates_core::cli::{Context, Success};
use makerates_core::kestra::BLOCK;
use serde_json::json;
use webhook::Sent;

pub async fn run(args: &AlertArgs, context: &Context) -> Success {
    let logged = errors::from_environment();
    let message = message::of(&args.title, &logged, &args.link);
    tracing::warn!({ BLOCK } = %message);
    let sent = webhook::send(&message, context).await;
    let (reason, text) = match &sent {
        Ok(Sent::Posted) => (String::new(), "posted to the webhook".to_owned()),
        Ok(Sent::NoWebhook) => {
            (String::new(), format!("no webhook ({} is not set): only in the log", webhook::ADDRESS))
        }
        Err(error) => (error.to_string(), format!("not posted: {error}")),
    };
    if !reason.is_empty() {
        tracing::warn!("the alert was not posted: {reason}");
    }
    let is_posted = matches!(sent, Ok(Sent::Posted));
    Success::new([("message", json!(message)), ("posted", json!(is_posted)), ("reason", json!(reason))]).with_text(text)
}
