//! The questions to Frankfurter.

use crate::args::Args;
use makerates_core::cli::{Context, Days, Mode, Report};
use makerates_core::dates::RateDate;
use makerates_core::extraction::{Extraction, MarketDays, Plan, Request};
use makerates_core::failure::{Exit, Failure};
use makerates_core::source::{Endpoint, Source};
use makerates_core::target_calendar;

/// A daily range of v2 with its providers may span so many years (documentation of Frankfurter v2).
const PANEL_YEARS_MAX: i16 = 5;

/// So many banks can be named: a receipt's name holds them, and has room for no more.
const PROVIDERS_MAX: usize = 16;

pub async fn run(args: &Args, context: &Context) -> Result<Report, Failure> {
    let days = args.days.days(target_calendar::first_ecb_day(), &context.clock)?;
    let base_url = context.config.sources.frankfurter.url.trim_end_matches('/');
    let plan = Faces::of(args, base_url, days)?.plan(days, args.days.mode);
    let extraction = Extraction::open(context, Source::Frankfurter, base_url, env!("CARGO_PKG_VERSION")).await?;
    extraction.run(plan, &args.days).await
}

/// Which faces are asked, and where.
struct Faces<'a> {
    base_url: &'a str,
    ecb: bool,
    panel: bool,
    providers: Vec<String>,
}

impl<'a> Faces<'a> {
    fn of(args: &Args, base_url: &'a str, days: Days) -> Result<Self, Failure> {
        let mut providers = args.providers.clone();
        providers.sort();
        providers.dedup();
        if providers.len() > PROVIDERS_MAX {
            let what = format!("{} banks are more than --providers takes ({PROVIDERS_MAX})", providers.len());
            return Err(Failure::new(Exit::Usage, what, "leave --providers out: the whole panel is one request too"));
        }
        let panel_alone = args.panel || !providers.is_empty();
        let panel = panel_alone || (matches!(days, Days::Range(..)) && !args.no_panel);
        Ok(Self { base_url, ecb: !panel_alone, panel, providers })
    }

    fn plan(&self, days: Days, mode: Mode) -> Plan {
        let (from, to) = match days {
            Days::Latest => {
                let panel = self.panel.then(|| self.panel_request(None));
                let ecb = self.ecb.then(|| self.ecb_request(None));
                return Plan::latest(ecb.into_iter().chain(panel).collect());
            }
            Days::One(day) => (day, day),
            Days::Range(from, to) => (from, to),
        };
        let days = MarketDays::of(from, to);
        let mut requests = Vec::new();
        if self.ecb {
            let spans = spans(&days.of_ecb, mode, |_| None);
            requests.extend(spans.into_iter().map(|span| self.ecb_request(Some(span))));
        }
        if self.panel {
            let spans = spans(&days.weekdays, mode, last_day_of_a_panel);
            requests.extend(spans.into_iter().map(|span| self.panel_request(Some(span))));
        }
        // The panel is asked for TARGET holidays too: other central banks work, and theirs are the only rates then.
        let (asked, holidays) = if self.ecb { (days.of_ecb.len(), days.holidays()) } else { (days.weekdays.len(), 0) };
        Plan::of_days(requests, asked, days.weekends, holidays)
    }

    /// The base is always EUR, because Frankfurter rounds every other.
    fn ecb_request(&self, span: Option<(RateDate, RateDate)>) -> Request {
        let parameters = parameters(span);
        let url = format!("{}/v1/{parameters}?base=EUR", self.base_url);
        match span {
            None => Request::latest(Endpoint::V1, parameters, url, "--no-panel"),
            Some(span) => Request::of_days(Endpoint::V1, parameters, url, span, "--no-panel"),
        }
    }

    /// A list that is cut off is no JSON; the other form, a record a line, would look whole.
    fn panel_request(&self, span: Option<(RateDate, RateDate)>) -> Request {
        let days = match span {
            None => String::new(),
            Some((from, to)) if from == to => format!("&date={from}"),
            Some((from, to)) => format!("&from={from}&to={to}"),
        };
        let (mut parameters, mut arguments) = (parameters(span), "--panel".to_owned());
        let mut banks = String::new();
        if !self.providers.is_empty() {
            let keys = self.providers.join(",");
            banks = format!("&providers={keys}");
            arguments = format!("--panel --providers {keys}");
            parameters = format!("{parameters}_{}", self.providers.join("_"));
        }
        let url = format!("{}/v2/rates?base=EUR&expand=providers{days}{banks}", self.base_url);
        match span {
            None => Request::latest(Endpoint::V2, parameters, url, &arguments),
            Some(span) => Request::of_days(Endpoint::V2, parameters, url, span, &arguments),
        }
    }
}

fn parameters(span: Option<(RateDate, RateDate)>) -> String {
    match span {
        None => "latest".to_owned(),
        Some((from, to)) if from == to => from.to_string(),
        Some((from, to)) => format!("{from}..{to}"),
    }
}

/// The first and last days of the requests for market days: each on its own, or as many together as `last_day` lets a
/// request that begins on a day span (v1 has no limit).
fn spans(days: &[RateDate], mode: Mode, last_day: impl Fn(RateDate) -> Option<RateDate>) -> Vec<(RateDate, RateDate)> {
    if mode == Mode::Isolated {
        return days.iter().map(|day| (*day, *day)).collect();
    }
    let mut spans = Vec::new();
    let mut open = days;
    while let (Some(first), Some(last)) = (open.first(), open.last()) {
        let end = last_day(*first).unwrap_or(*last);
        let count = open.partition_point(|day| *day <= end).max(1);
        spans.push((*first, open[count - 1]));
        open = &open[count..];
    }
    spans
}

/// The day before the fifth anniversary: safe however the service counts its five years.
fn last_day_of_a_panel(first: RateDate) -> Option<RateDate> {
    let first = jiff::civil::Date::from(first);
    let anniversary = first.checked_add(jiff::Span::new().years(PANEL_YEARS_MAX)).ok()?;
    RateDate::from(anniversary).plus_days(-1)
}
