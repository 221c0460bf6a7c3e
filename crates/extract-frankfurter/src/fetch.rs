//! The question to Frankfurter.

use crate::args::Args;
use makerates_core::cli::{Context, Days, Report};
use makerates_core::extraction::{Extraction, Request};
use makerates_core::failure::Failure;
use makerates_core::source::{Endpoint, Source};
use makerates_core::target_calendar;

pub async fn run(args: &Args, context: &Context) -> Result<Report, Failure> {
    let days = args.days.days(target_calendar::first_ecb_day(), &context.clock)?;
    let base_url = context.config.sources.frankfurter.url.trim_end_matches('/');
    let request = request(base_url, days);
    Extraction::open(context, Source::Frankfurter, base_url, env!("CARGO_PKG_VERSION")).await?.run(&[request]).await
}

/// One request whatever the range: v1 has no limit. The base is always EUR, because Frankfurter rounds every other.
fn request(base_url: &str, days: Days) -> Request {
    let parameters = match days {
        Days::Latest => "latest".to_owned(),
        Days::One(day) => day.to_string(),
        Days::Range(from, to) => format!("{from}..{to}"),
    };
    Request { endpoint: Endpoint::V1, url: format!("{base_url}/v1/{parameters}?base=EUR"), parameters }
}
