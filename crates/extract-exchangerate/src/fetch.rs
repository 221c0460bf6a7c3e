//! The questions to ExchangeRate-API.

use crate::args::Args;
use makerates_core::cli::{Context, Success};
use makerates_core::failure::{Exit, Failure};
use makerates_core::secret::ApiKey;
use makerates_domain::answers::HistoryDay;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::market_day;
use makerates_domain::source::{Endpoint, Source};
use makerates_domain::target_calendar;
use makerates_extraction::{Days, Extraction, MarketDays, Plan, Request, Scope, Series, Split};

pub async fn run(args: &Args, context: &Context) -> Result<Success, Failure> {
    // The service states no first day of its history; ours begins with the euro.
    let days = args.days.days(target_calendar::first_ecb_day(), &context.clock)?;
    let sources = &context.config.sources.exchangerate;
    let base_url = if context.key.is_some() { &sources.url } else { &sources.open_url }.trim_end_matches('/');
    let plan = match (&context.key, days) {
        (None, Days::Latest) => Plan::latest(vec![open_request(base_url)]),
        (None, _) => return Err(past_days_need_a_key()),
        (Some(key), Days::Latest) => Plan::latest(vec![latest_request(base_url, key)]),
        (Some(key), Days::Missed(day)) => History { base_url, key, context }.plan(day, day)?,
        (Some(key), Days::Range(from, to)) => History { base_url, key, context }.plan(from, to)?,
    };
    let extraction = Extraction::open(context, Source::ExchangeRate, base_url, env!("CARGO_PKG_VERSION")).await?;
    extraction.run(plan, &args.days).await
}

fn open_request(base_url: &str) -> Request {
    Request::latest(Endpoint::Open, "latest", format!("{base_url}/v6/latest/USD"))
}

fn latest_request(base_url: &str, key: &ApiKey) -> Request {
    Request::latest(Endpoint::V6, "latest", format!("{base_url}/v6/{}/latest/USD", key.expose()))
}

/// The face for past days.
#[derive(Clone, Copy)]
struct History<'a> {
    base_url: &'a str,
    key: &'a ApiKey,
    context: &'a Context,
}

impl<'a> History<'a> {
    /// One request a market day, in either mode: the service has no range.
    fn plan(self, from: RateDate, to: RateDate) -> Result<Plan<'a>, Failure> {
        let today = utc_day(self.context.clock.now());
        if market_day::stamp_of(to).is_none_or(|stamp| stamp > today) {
            let what = format!("the rates of {to} appear on the day after it");
            let next = "end the range a day earlier, or leave the date out for the latest";
            return Err(Failure::new(Exit::Usage, what, next));
        }
        let days = MarketDays::of(from, to);
        // A TARGET holiday is a market day of this source, and then the only rate there is.
        let (count, skipped_weekends) = (days.weekdays.len(), days.weekends);
        let request = move |scope: &Scope, days: &[RateDate]| self.request(scope, days);
        let series = Series::new(Endpoint::History, &[], days.weekdays, Split::Days, request);
        Ok(Plan { series: vec![series], days: count, skipped_weekends, ..Plan::default() })
    }

    /// The rates of a market day are stamped with the day after it.
    fn request(self, scope: &Scope, days: &[RateDate]) -> Request {
        let market_day = days.first().copied();
        let named = market_day.and_then(|day| match self.context.config.sources.exchangerate.history_day {
            HistoryDay::Stamp => market_day::stamp_of(day),
            HistoryDay::MarketDay => Some(day),
        });
        let path = named.map(|day| format!("{}/{}/{}", day.year(), day.month(), day.day())).unwrap_or_default();
        let url = format!("{}/v6/{}/history/USD/{path}", self.base_url, self.key.expose());
        Request::of_days(Endpoint::History, scope, days, url)
    }
}

fn past_days_need_a_key() -> Failure {
    let what = "the open access of ExchangeRate-API has only the latest rates";
    Failure::new(
        Exit::Usage,
        what,
        "set EXCHANGERATE_API_KEY to the key of a paid plan, or ask Frankfurter for past days",
    )
}
