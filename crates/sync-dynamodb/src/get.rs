//! `get`: one published rate, with its age and its reasons.

use crate::published_rate::{PublishedRate, missing};
use makerates_core::cli::{Context, Success};
use makerates_core::dynamodb::{CURRENCY_RATES, Tables};
use makerates_core::failure::Failure;
use makerates_domain::dates::RateDate;
use makerates_domain::pair::CurrencyPair;

/// Shows the item of a pair on a day, or its latest one.
pub async fn run(context: &Context, tables: &Tables, pair: &str, date: Option<RateDate>) -> Result<Success, Failure> {
    let pair: CurrencyPair = pair.parse()?;
    tables.ensure_embedded(&CURRENCY_RATES).await?;
    let published = PublishedRate::find(context, tables, pair, date).await?;
    let published = published.ok_or_else(|| missing(context, pair, date))?;
    Ok(Success::new(published.outputs()).with_text(text(&published)))
}

/// Whose digits a rate has, in words.
fn made_by(derivation: &str, publisher: &str) -> String {
    match derivation {
        "published" => format!("published by {publisher}"),
        "inverted" => format!("1 divided by the rate that {publisher} published"),
        "triangulated" => format!("made of two rates that {publisher} published"),
        other => format!("{other}, {publisher}"),
    }
}

fn text(published: &PublishedRate) -> String {
    let field = |name: &str| published.text(name);
    let mut lines = vec![format!(
        "1 {} = {} {} {}",
        field("base_currency"),
        published.digits("rate"),
        field("target_currency"),
        published.when(),
    )];
    let witnesses = published.set("witnesses");
    let within = published.digits("deviation_pct");
    let told_by = match witnesses.len() {
        0 => String::new(),
        1 => "; 1 witness".to_owned(),
        // How near the accepted ones are says nothing of the one that was found wrong, which may be of one leg of a cross.
        many if field("validation_status") == "resolved" => {
            format!("; {many} witnesses, and one that contradicted it was found wrong")
        }
        many if field("validation_status") == "unwitnessed" => {
            format!("; {many} witnesses, and no other one stands for both of its rates")
        }
        many if within.is_empty() => format!("; {many} witnesses"),
        // Who is doubted, or blamed beside a rate that goes before, is a witness too, and further off.
        many => format!("; {many} witnesses, and those that agree are within {within} %"),
    };
    let made_by = made_by(&field("derivation"), &field("publisher"));
    lines.push(format!("{}: {made_by}{told_by}", field("validation_status")));
    let detail = |name: &str, value: String| (!value.is_empty()).then(|| format!("{name:<15} {value}"));
    let is_overtaken = published.is_overtaken();
    lines.extend(detail("valid until", field("valid_until")).filter(|_| !published.is_fixed() && !is_overtaken));
    let why_stale = "what is known of a newer day is far from it, and makes no rate".to_owned();
    lines.extend(detail("why stale", why_stale).filter(|_| is_overtaken));
    lines.extend(detail("regime", field("rate_regime")));
    lines.extend(detail("witnesses", witnesses.join(", ")));
    lines.extend(detail("published at", field("published_at")));
    lines.extend(detail("fetched at", field("fetched_at")));
    lines.extend(detail("synced at", format!("{} by run {}", field("synced_at"), field("run_id"))));
    lines.extend(detail("silver", field("silver_version")));
    lines.extend(published.set("answers").into_iter().filter_map(|answer| detail("answer", answer)));
    lines.join("\n")
}
