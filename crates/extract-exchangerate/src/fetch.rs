//! The questions to ExchangeRate-API.

use crate::args::Args;
use makerates_core::cli::{Context, Days, Report};
use makerates_core::dates::RateDate;
use makerates_core::extraction::{Extraction, Request};
use makerates_core::failure::{Exit, Failure};
use makerates_core::market_day;
use makerates_core::quota::utc_day;
use makerates_core::secret::ApiKey;
use makerates_core::source::{Endpoint, Source};
use makerates_core::target_calendar;

pub async fn run(args: &Args, context: &Context) -> Result<Report, Failure> {
    // The service states no first day of its history; ours begins with the euro.
    let days = args.days.days(target_calendar::first_ecb_day(), &context.clock)?;
    let today = utc_day(context.clock.now());
    let sources = &context.config.sources.exchangerate;
    let base_url = if context.key.is_some() { &sources.url } else { &sources.open_url }.trim_end_matches('/');
    let requests = match (&context.key, days) {
        (None, Days::Latest) => vec![open_request(base_url)],
        (None, _) => return Err(past_days_need_a_key()),
        (Some(key), Days::Latest) => vec![latest_request(base_url, key)],
        (Some(key), Days::One(day)) => history_requests(base_url, key, day, day, today)?,
        (Some(key), Days::Range(from, to)) => history_requests(base_url, key, from, to, today)?,
    };
    Extraction::open(context, Source::ExchangeRate, base_url, env!("CARGO_PKG_VERSION")).await?.run(&requests).await
}

fn open_request(base_url: &str) -> Request {
    let url = format!("{base_url}/v6/latest/USD");
    Request { endpoint: Endpoint::Open, parameters: "latest".to_owned(), url }
}

fn latest_request(base_url: &str, key: &ApiKey) -> Request {
    let url = format!("{base_url}/v6/{}/latest/USD", key.expose());
    Request { endpoint: Endpoint::V6, parameters: "latest".to_owned(), url }
}

/// One request a market day. The rates of a market day are stamped with the day after it.
fn history_requests(
    base_url: &str,
    key: &ApiKey,
    from: RateDate,
    to: RateDate,
    today: RateDate,
) -> Result<Vec<Request>, Failure> {
    if market_day::stamp_of(to).is_none_or(|stamp| stamp > today) {
        let what = format!("the rates of {to} appear on the day after it");
        return Err(Failure::new(
            Exit::Usage,
            what,
            "end the range a day earlier, or leave the date out for the latest",
        ));
    }
    let days = (0..=to.days_since(from)).filter_map(|offset| from.plus_days(offset)).filter(|day| !day.is_weekend());
    let requests: Vec<Request> = days
        .filter_map(|day| {
            let stamp = market_day::stamp_of(day)?;
            let (year, month, day_of_month) = (stamp.year(), stamp.month(), stamp.day());
            let url = format!("{base_url}/v6/{}/history/USD/{year}/{month}/{day_of_month}", key.expose());
            Some(Request { endpoint: Endpoint::History, parameters: day.to_string(), url })
        })
        .collect();
    if requests.is_empty() {
        let what = format!("{from} to {to} has no market day");
        return Err(Failure::new(Exit::Usage, what, "name a day from Monday to Friday"));
    }
    Ok(requests)
}

fn past_days_need_a_key() -> Failure {
    let what = "the open access of ExchangeRate-API has only the latest rates";
    Failure::new(
        Exit::Usage,
        what,
        "set EXCHANGERATE_API_KEY to the key of a paid plan, or ask Frankfurter for past days",
    )
}
