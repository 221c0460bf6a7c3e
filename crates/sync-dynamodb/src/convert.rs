//! `convert`: an amount in another currency, by a published rate that still holds.

use crate::money::{self, Conversion};
use crate::reading::{Reading, missing};
use makerates_core::cli::{Context, Report};
use makerates_core::currency::CurrencyCode;
use makerates_core::dates::RateDate;
use makerates_core::dynamodb::{CURRENCY_RATES, Tables};
use makerates_core::failure::{Exit, Failure};
use makerates_core::iso4217;
use makerates_core::pair::CurrencyPair;
use rust_decimal::Decimal;
use serde_json::json;

/// What is converted.
#[derive(Debug, clap::Args)]
pub struct ConvertArgs {
    /// The amount, such as 100 or 99.95
    #[arg(allow_negative_numbers = true)]
    amount: Decimal,
    /// Its currency, such as EUR
    from: CurrencyCode,
    /// The other currency
    to: CurrencyCode,
    /// By the rate of this market day [default: the latest]
    #[arg(long, value_name = "DAY")]
    date: Option<RateDate>,
    /// Convert also by a rate that is stale or ended
    #[arg(long)]
    allow_stale: bool,
}

/// Converts by the pair's rate, or by dividing by that of the pair the other way round; never by an inverse rate, nor
/// through a third currency.
pub async fn run(context: &Context, tables: &Tables, args: &ConvertArgs) -> Result<Report, Failure> {
    let pair: CurrencyPair = format!("{}/{}", args.from, args.to).parse()?;
    let decimals = minor_units(args.to)?;
    tables.ensure_embedded(&CURRENCY_RATES).await?;
    let (reading, conversion) = find(context, tables, pair, args.date).await?;
    // A day's item does not get old; a latest one that does not say until when it holds is not trusted.
    let holds = args.date.is_some() || reading.is_valid() == Some(true);
    if !holds && !args.allow_stale {
        return Err(refusal(&reading));
    }
    if reading.text("rate_regime") == "official" {
        tracing::warn!("{} is an official rate: others may be traded at", reading.text("currency_pair"));
    }
    let rate = reading.rate()?;
    let converted = money::convert(args.amount, rate, conversion, decimals).ok_or_else(|| {
        Failure::new(Exit::Usage, format!("{} {} is too large", args.amount, args.from), "convert it in parts")
    })?;
    let mut report = Report::new([
        ("converted", json!(converted.to_string())),
        ("currency", json!(args.to)),
        ("amount", json!(args.amount.to_string())),
        ("from", json!(args.from)),
        ("by", json!(if conversion == Conversion::Multiply { "rate" } else { "division by rate" })),
    ]);
    for (name, value) in reading.outputs() {
        let is_shown = ["content_hash", "synced_at", "run_id", "inverse_rate"].iter().all(|hidden| *hidden != name);
        report.outputs.extend(is_shown.then_some((name, value)));
    }
    let text = format!(
        "{} {} = {converted} {}\n1 {} = {rate} {} {}, {}",
        args.amount,
        args.from,
        args.to,
        reading.text("base_currency"),
        reading.text("target_currency"),
        reading.when(),
        reading.text("validation_status"),
    );
    Ok(report.with_text(text))
}

/// Decimal places of an amount.
fn minor_units(currency: CurrencyCode) -> Result<u32, Failure> {
    let known = iso4217::listing(currency).and_then(|currency| currency.minor_units);
    known.map(u32::from).ok_or_else(|| {
        let what = format!("ISO 4217 states no minor unit for {currency}: an amount in it can't be rounded");
        Failure::new(
            Exit::Usage,
            what,
            format!("read the rate with `sync-dynamodb get`, and round as {currency} wants"),
        )
    })
}

async fn find(
    context: &Context,
    tables: &Tables,
    pair: CurrencyPair,
    date: Option<RateDate>,
) -> Result<(Reading, Conversion), Failure> {
    if let Some(reading) = Reading::find(context, tables, pair, date).await? {
        return Ok((reading, Conversion::Multiply));
    }
    let opposite = CurrencyPair { base: pair.quote, quote: pair.base };
    let reading = Reading::find(context, tables, opposite, date).await?;
    reading.map(|reading| (reading, Conversion::Divide)).ok_or_else(|| {
        let failure = missing(pair, date);
        let next = format!("{}; or publish {} too: gold.bases", failure.next, pair.base);
        Failure { next, ..failure }
    })
}

fn refusal(reading: &Reading) -> Failure {
    let (pair, state) = (reading.text("currency_pair"), reading.state());
    let what = format!("the rate of {pair} is {state}: it is of {}", reading.text("effective_date"));
    let what = match state.as_str() {
        "stale" => format!("{what}, and was valid until {}", reading.text("valid_until")),
        _ => what,
    };
    Failure::new(Exit::Usage, what, "run the pipeline; --allow-stale converts all the same")
}
