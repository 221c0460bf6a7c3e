//! The command line.

use clap::Parser;
use makerates_core::cli::CommonArgs;
use makerates_extraction::DayArgs;

/// Asks Frankfurter for central banks' rates and appends the answers to bronze.
///
/// Two faces: v1 has the ECB's reference rates (base EUR, the ECB's own digits); v2 has a panel of some 80 central
/// banks, each a witness of its own. Both are asked, for the latest rates or for past days: the latest of the whole panel
/// are one request, past days are one request a bank. The latest rates of the ECB are kept also when the panel fails: that
/// is a warning. Without the ECB's the run fails, but the panel is asked all the same, each question once, and kept. A day
/// that bronze has is not asked for again.
#[derive(Debug, Parser)]
#[command(name = "extract-frankfurter", version)]
pub struct Args {
    /// Ask the panel alone
    #[arg(long)]
    pub panel: bool,

    /// Ask the ECB alone
    #[arg(long, conflicts_with_all = ["panel", "providers"])]
    pub no_panel: bool,

    /// Ask these banks of the panel only, by Frankfurter's keys, such as BOC,FED
    #[arg(long, value_name = "KEYS", value_delimiter = ',', value_parser = named_provider)]
    pub providers: Vec<String>,

    #[command(flatten)]
    pub days: DayArgs,

    #[command(flatten)]
    pub common: CommonArgs,
}

/// The longest key of a bank that we take: Frankfurter's have three to five letters.
const PROVIDER_CHARS_MAX: usize = 8;

/// A bank's key, or nothing of an empty argument.
fn named_provider(text: &str) -> Result<String, String> {
    if text.is_empty() { Ok(String::new()) } else { provider(text) }
}

/// A bank's key as it stands in an address and in a receipt's name.
pub fn provider(text: &str) -> Result<String, String> {
    let key = text.trim().to_ascii_uppercase();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_key = (1..=PROVIDER_CHARS_MAX).contains(&key.len()) && key.bytes().all(is_plain);
    if is_key { Ok(key) } else { Err("a bank's key is up to eight letters, digits and `_`, such as BOC".to_owned()) }
}
