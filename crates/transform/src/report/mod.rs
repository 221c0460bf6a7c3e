//! The report: one page, without anything from outside, that says whether today's rates can be trusted, and shows why.
//!
//! The tables are HTML as it leaves here, so the page can be read without its script, which sorts, searches and draws.

mod checks;
mod decisions;
mod heat;
mod history;
mod html;
mod light;
mod page;
mod quarantine;
mod quota;
mod rates;
mod runbook;
mod series;
mod sources;
mod tables;
mod today;
mod units;
mod volatility;
mod witnesses;

use crate::quality;
use duckdb::Connection;
use light::Signal;
use makerates_core::cli::{Context, Success};
use makerates_core::failure::{Exit, Failure};
use makerates_core::files;
use page::{Page, PageHead};
use serde_json::json;
use std::path::Path;

/// Writes the page.
pub async fn run(db: &Connection, context: &Context, out: Option<&Path>) -> Result<Success, Failure> {
    let known = tables::read(context).await;
    if let Err(reason) = &known {
        tracing::warn!("the page is without quotas and runs: {reason}");
    }
    let (html, signals) = assemble(db, context, known.as_ref().map_err(String::as_str))?;
    let file = out.map_or_else(|| context.config.home.join("report.html"), Path::to_owned);
    write(&file, html.as_bytes())?;
    let words = light::words(&signals);
    let text = format!("{words}\nin {} ({} bytes)", file.display(), html.len());
    Ok(Success::new([
        ("file", json!(file.display().to_string())),
        ("bytes", json!(html.len())),
        ("light", json!(light::overall(&signals).name())),
        ("signals", json!(signals.iter().map(outputs).collect::<Vec<_>>())),
        ("reason", json!(known.err().unwrap_or_default())),
    ])
    .with_text(text))
}

/// The page as HTML, with what its light stands for.
fn assemble(
    db: &Connection,
    context: &Context,
    known: Result<&tables::TrackerSnapshot, &str>,
) -> Result<(String, Vec<Signal>), Failure> {
    let findings = quality::findings(db, context.clock.now())?;
    let today = today::Today::read(db, context.clock.now())?;
    let mut signals = today.signals(&findings);
    signals.push(quota::signal(known));
    signals.extend(history::signal(known, context.clock.now()));
    let series = series::read(db)?;
    let page = Page {
        facts: PageHead::read(db, context)?,
        light: light::html(&signals),
        quality: checks::html(&findings),
        rates: rates::html(db, &today)?,
        newest_day: rates::newest_day(db, &today)?,
        heat: heat::html(db)?,
        quarantine: quarantine::html(db)? + &decisions::html(db)?,
        witnesses: sources::witnesses(db, &today)?,
        requests: sources::requests(db)?,
        quota: quota::html(known),
        volatility: volatility::html(db)?,
        runs: history::html(known),
        runbook: runbook::html(),
        density: series.density,
        series: html::json_in_script(&json!(series.packed)),
    };
    Ok((page.html(), signals))
}

fn outputs(signal: &Signal) -> serde_json::Value {
    json!({ "name": signal.name, "state": signal.state.name(), "text": signal.text, "next_step": signal.next() })
}

/// Puts the page in its place in one step: who has the old one open loads a whole one, never a half.
fn write(file: &Path, page: &[u8]) -> Result<(), Failure> {
    let fault = |path: &Path, error: std::io::Error| {
        let what = format!("the report failed: writing {}", path.display());
        Failure::new(Exit::Storage, what, "check that the folder can be written, or name another --out").because(error)
    };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| fault(folder, error))?;
    files::replace(file, page).map_err(|error| fault(file, error))
}
