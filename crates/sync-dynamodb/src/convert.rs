//! `convert`: an amount in another currency, by a published rate that still holds.

use crate::args::ConvertArgs;
use crate::money::{self, Conversion};
use crate::published_rate::{PublishedRate, missing};
use makerates_core::cli::{Context, Success};
use makerates_core::config::Bases;
use makerates_core::dynamodb::{CURRENCY_RATES, Tables};
use makerates_core::failure::{Exit, Failure};
use makerates_core::unpublished;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::due;
use makerates_domain::iso4217::{self, Currency};
use makerates_domain::pair::CurrencyPair;
use rust_decimal::Decimal;
use serde_json::json;

/// Converts by the pair's rate, or by dividing by that of the pair the other way round; never by an inverse rate, nor
/// through a third currency.
pub async fn run(context: &Context, tables: &Tables, args: &ConvertArgs) -> Result<Success, Failure> {
    known(args.from)?;
    let decimals = minor_units(known(args.to)?)?;
    if args.from == args.to {
        return unchanged(args, decimals);
    }
    let pair = CurrencyPair { base: args.from, quote: args.to };
    tables.ensure_embedded(&CURRENCY_RATES).await?;
    let found = find(context, tables, pair, args.date).await?;
    let (published, conversion) = found.ok_or_else(|| not_published(context, pair, args.date))?;
    // A day's item does not get old; a latest one that does not say until when it holds is not trusted.
    let holds = args.date.is_some() || published.is_valid() == Some(true);
    if !holds && !args.allow_stale {
        return Err(refusal(context, pair, &published));
    }
    if published.text("rate_regime") == "official" && !args.allow_official {
        let what =
            format!("the rate of {} is an official one: others may be traded at", published.text("currency_pair"));
        return Err(Failure::new(Exit::Usage, what, "ask who trades at it; --allow-official converts all the same"));
    }
    let rate = published.rate()?;
    let converted = convert(args, rate, conversion, decimals)?;
    let mut success =
        success(args, converted, if conversion == Conversion::Multiply { "rate" } else { "division by rate" });
    for (name, value) in published.outputs() {
        let is_shown = ["content_hash", "synced_at", "run_id", "inverse_rate"].iter().all(|hidden| *hidden != name);
        success.outputs.extend(is_shown.then_some((name, value)));
    }
    let text = format!(
        "{} {} = {converted} {}\n1 {} = {rate} {} {}, {}",
        args.amount,
        args.from,
        args.to,
        published.text("base_currency"),
        published.text("target_currency"),
        published.when(),
        published.text("validation_status"),
    );
    Ok(success.with_text(text))
}

fn convert(args: &ConvertArgs, rate: Decimal, conversion: Conversion, decimals: u32) -> Result<Decimal, Failure> {
    money::convert(args.amount, rate, conversion, decimals).ok_or_else(|| {
        let what = format!("{} {} is too large, or has too many digits, to be exact", args.amount, args.from);
        Failure::new(Exit::Usage, what, "convert it in parts, or with fewer decimal places")
    })
}

/// An amount in its own currency: rounded as every result is.
fn unchanged(args: &ConvertArgs, decimals: u32) -> Result<Success, Failure> {
    let converted = convert(args, Decimal::ONE, Conversion::Multiply, decimals)?;
    let text = format!("{} {} = {converted} {}", args.amount, args.from, args.to);
    Ok(success(args, converted, "the same currency").with_text(text))
}

fn success(args: &ConvertArgs, converted: Decimal, by: &str) -> Success {
    Success::new([
        ("converted", json!(converted.to_string())),
        ("currency", json!(args.to)),
        ("amount", json!(args.amount.to_string())),
        ("from", json!(args.from)),
        ("by", json!(by)),
    ])
}

/// What is known of a currency; one that no list has is most likely a slip.
fn known(code: CurrencyCode) -> Result<&'static Currency, Failure> {
    iso4217::listing(code).ok_or_else(|| {
        let slip = unpublished::alien(code).map(|slip| (slip.why, slip.next)).unwrap_or_default();
        Failure::new(Exit::Usage, slip.0, slip.1)
    })
}

/// Decimal places of an amount.
fn minor_units(currency: &Currency) -> Result<u32, Failure> {
    currency.minor_units.map(u32::from).ok_or_else(|| {
        let code = currency.code;
        let what = format!("ISO 4217 states no minor unit for {code}: an amount in it can't be rounded");
        let next = format!("read the rate with `sync-dynamodb get`, and round as {code} wants");
        Failure::new(Exit::Usage, what, next)
    })
}

async fn find(
    context: &Context,
    tables: &Tables,
    pair: CurrencyPair,
    date: Option<RateDate>,
) -> Result<Option<(PublishedRate, Conversion)>, Failure> {
    if let Some(published) = PublishedRate::find(context, tables, pair, date).await? {
        return Ok(Some((published, Conversion::Multiply)));
    }
    let opposite = CurrencyPair { base: pair.quote, quote: pair.base };
    let published = PublishedRate::find(context, tables, opposite, date).await?;
    Ok(published.map(|published| (published, Conversion::Divide)))
}

/// Either way round would do: what is said is of the pair whose base is published.
fn not_published(context: &Context, pair: CurrencyPair, date: Option<RateDate>) -> Failure {
    let opposite = CurrencyPair { base: pair.quote, quote: pair.base };
    let is_base = |code| matches!(&context.config.gold.bases, Bases::Listed(listed) if listed.contains(&code));
    let on = date.unwrap_or_else(|| due::market_day(context.clock.now()));
    let is_replaced = unpublished::replaced(pair, on).is_some();
    missing(context, if !is_replaced && !is_base(pair.base) && is_base(pair.quote) { opposite } else { pair }, date)
}

fn refusal(context: &Context, pair: CurrencyPair, published: &PublishedRate) -> Failure {
    let (name, state) = (published.text("currency_pair"), published.state());
    let what = format!("the rate of {name} is {state}: it is of {}", published.text("effective_date"));
    let what = match state.as_str() {
        "stale" if published.is_overtaken() => {
            format!("{what}, and what is known of a newer day is far from it, and makes no rate")
        }
        "stale" => format!("{what}, and was valid until {}", published.text("valid_until")),
        _ => what,
    };
    // What has ended gets no newer rate, however often the pipeline runs.
    if let Some(replaced) = unpublished::replaced(pair, due::market_day(context.clock.now())) {
        return Failure::new(Exit::Usage, format!("{what}; {}", replaced.why), replaced.next);
    }
    let next = match state.as_str() {
        "ahead of the clock" => "mend the clock of this machine; --allow-stale converts all the same".to_owned(),
        "ended" => match unpublished::withdrawn(pair, due::market_day(context.clock.now())) {
            Some(withdrawn) => format!("{withdrawn}; --allow-stale converts all the same"),
            None => "no source gives a newer one; --allow-stale converts by this last one all the same".to_owned(),
        },
        "stale" if published.is_overtaken() => {
            format!("`transform explain {name}` says why, and a person can decide; --allow-stale converts all the same")
        }
        _ => format!(
            "run the pipeline; when it has run, `transform explain {name}` says why; --allow-stale converts all the same"
        ),
    };
    Failure::new(Exit::Usage, what, next)
}
