//! What the command line asks for.

use jiff::Timestamp;
use std::path::PathBuf;

/// A development server that answers like Frankfurter and ExchangeRate-API from recorded real rates.
#[derive(Debug, clap::Parser)]
#[command(version)]
pub struct Args {
    /// Folder with `ecb_eur.csv.gz`, `boc_cad.csv.gz` and `market_usd.csv.gz`, and in `panel/` more banks
    #[arg(long, value_name = "DIR", default_value = "tests/data")]
    pub data: PathBuf,
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// Where the logical clock stands; it never runs by itself
    #[arg(long, value_name = "RFC3339", default_value = crate::clock::DEFAULT_NOW)]
    pub clock: Timestamp,
    /// The one key that the v6 face accepts
    #[arg(long, value_name = "KEY", default_value = "replay-key", value_parser = key)]
    pub key: String,
    /// File that gets the URL when the server is ready; it appears complete or not at all
    #[arg(long, value_name = "PATH")]
    pub ready_file: Option<PathBuf>,
    /// End when standard input ends, so that the server cannot outlive its parent
    #[arg(long)]
    pub exit_with_parent_stdin: bool,
}

/// The key is one segment of a path, and is told apart from the open face's `latest` by its text.
fn key(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if text.is_empty() || !text.chars().all(plain) {
        return Err("a key is letters, digits, - and _ only".into());
    }
    if matches!(text, "v6" | "latest" | "quota" | "history") {
        return Err("a key must differ from the words of the API's paths".into());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    #[test]
    fn stands_on_the_newest_day_of_both_sources_by_default() {
        let args = Args::try_parse_from(["replay"]).expect("no flag is required");
        assert_eq!(args.clock.to_string(), "2026-09-29T06:00:00Z");
        assert_eq!(args.port, 0);
    }

    #[test]
    fn refuses_keys_that_cannot_be_told_from_a_path() {
        for wrong in ["", "a/b", "latest", "ä"] {
            assert!(Args::try_parse_from(["replay", "--key", wrong]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn refuses_a_clock_without_an_offset() {
        assert!(Args::try_parse_from(["replay", "--clock", "2026-09-29T06:00:00"]).is_err());
    }
}
