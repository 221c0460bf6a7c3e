//! The page: the parts in their frame, and a policy under which the browser loads nothing and runs only our script.

use super::html::escape;
use super::units;
use crate::error::SilverError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use duckdb::Connection;
use makerates_core::cli::Context;
use makerates_core::clock::{Clock, format_instant};
use sha2::{Digest as _, Sha256};

const FRAME: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
/// Each part of the script is a block of its own behind the tools that all use.
const SCRIPT: &str = concat!(
    include_str!("script/tools.js"),
    include_str!("script/notices.js"),
    include_str!("script/search.js"),
    include_str!("script/tables.js"),
    include_str!("script/copy.js"),
    include_str!("script/witnesses.js"),
    include_str!("script/ticks.js"),
    include_str!("script/chart.js"),
);

/// What the page says of itself.
pub struct PageHead {
    /// When it was made, by the logical clock.
    made_at: String,
    /// Whether the clock is a logical one: then the page is of another day on purpose.
    is_logical: bool,
    /// When the last receipt that silver knows was fetched.
    known_until: String,
    tool_version: &'static str,
}

impl PageHead {
    /// Reads them.
    pub fn read(db: &Connection, context: &Context) -> Result<Self, SilverError> {
        const QUERY: &str = "select strftime(known_until, '%Y-%m-%dT%H:%M:%S.%gZ') from bronze.settings";
        Ok(Self {
            made_at: format_instant(context.clock.now()),
            is_logical: matches!(context.clock, Clock::At(_)),
            known_until: db.query_row(QUERY, [], |row| row.get(0)).map_err(SilverError::sql("the settings"))?,
            tool_version: env!("CARGO_PKG_VERSION"),
        })
    }
}

/// The parts of the page, as HTML; `series` is JSON.
pub struct Page {
    pub facts: PageHead,
    pub light: String,
    pub quality: String,
    pub rates: String,
    pub newest_day: String,
    pub heat: String,
    pub quarantine: String,
    pub witnesses: String,
    pub requests: String,
    pub quota: String,
    pub volatility: String,
    pub runs: String,
    pub runbook: String,
    pub density: String,
    pub series: String,
}

impl Page {
    /// The whole page.
    pub fn html(&self) -> String {
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
            hash(SCRIPT),
            hash(STYLE)
        );
        fill(FRAME, |name| match name {
            "policy" => policy.clone(),
            "style" => STYLE.to_owned(),
            "script" => SCRIPT.to_owned(),
            "made-at" => escape(&self.facts.made_at),
            "made-at-shown" => escape(&units::instant(&self.facts.made_at)),
            "is-logical" => self.facts.is_logical.to_string(),
            "known-until" => escape(&self.facts.known_until),
            "known-until-shown" => escape(&units::instant(&self.facts.known_until)),
            "tool-version" => self.facts.tool_version.to_owned(),
            "light" => self.light.clone(),
            "quality" => self.quality.clone(),
            "rates" => self.rates.clone(),
            "newest-day" => self.newest_day.clone(),
            "heat" => self.heat.clone(),
            "quarantine" => self.quarantine.clone(),
            "witnesses" => self.witnesses.clone(),
            "requests" => self.requests.clone(),
            "quota" => self.quota.clone(),
            "volatility" => self.volatility.clone(),
            "runs" => self.runs.clone(),
            "runbook" => self.runbook.clone(),
            "density" => escape(&self.density),
            "series" => self.series.clone(),
            _ => String::new(),
        })
    }
}

/// The hash by which the policy lets exactly this text through.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// Fills the places `{{name}}` of a frame in one pass: what is filled in is never looked at for places again.
fn fill(frame: &str, part: impl Fn(&str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = frame;
    while let Some((before, (name, after))) =
        rest.split_once("{{").and_then(|(before, after)| Some((before, after.split_once("}}")?)))
    {
        filled.push_str(before);
        filled.push_str(&part(name));
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_no_frame() {
        let part = |name: &str| if name == "a" { "{{b}}".to_owned() } else { "B".to_owned() };
        assert_eq!(fill("1{{a}}2{{b}}3", part), "1{{b}}2B3");
    }

    #[test]
    fn nothing_of_ours_names_the_network() {
        for text in [FRAME, STYLE, SCRIPT] {
            assert!(!text.contains("://") && !text.contains("url("), "{text}");
        }
    }
}
