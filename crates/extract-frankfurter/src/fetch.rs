//! The questions to Frankfurter.

use crate::args::Args;
use makerates_core::cli::{Context, Success};
use makerates_core::failure::{Exit, Failure};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::RateDate;
use makerates_domain::source::{Endpoint, Source};
use makerates_domain::target_calendar;
use makerates_extraction::{Days, Extraction, MarketDays, Plan, RangeMode, Request, Scope, Series, Split};

/// A daily range of v2 with its providers may span so many years (documentation of Frankfurter v2).
const PANEL_YEARS_MAX: i16 = 5;

/// Who the banks of the panel are is asked once in so many days.
const BANKS_DAYS: i32 = 7;

/// So many banks can be named: a receipt's name holds them, and has room for no more.
const PROVIDERS_MAX: usize = 16;

pub async fn run(args: &Args, context: &Context) -> Result<Success, Failure> {
    let days = args.days.days(target_calendar::first_ecb_day(), &context.clock)?;
    let base_url = context.config.sources.frankfurter.url.trim_end_matches('/');
    let faces = Faces::of(args, base_url)?;
    let plan = faces.plan(days, args.days.mode);
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
    fn of(args: &Args, base_url: &'a str) -> Result<Self, Failure> {
        let mut providers = args.providers.clone();
        providers.sort();
        providers.dedup();
        if providers.len() > PROVIDERS_MAX {
            let what = format!("{} banks are more than --providers takes ({PROVIDERS_MAX})", providers.len());
            return Err(Failure::new(Exit::Usage, what, "leave --providers out: the whole panel is one request too"));
        }
        let panel_alone = args.panel || !providers.is_empty();
        let panel = panel_alone || !args.no_panel;
        Ok(Self { base_url, ecb: !panel_alone, panel, providers })
    }

    fn plan(&self, days: Days, mode: RangeMode) -> Plan<'_> {
        let (from, to) = match days {
            Days::Latest => {
                let ecb = self.ecb.then(|| self.ecb_request(&Scope::latest(&[]), &[]));
                let panel = self.panel.then(|| self.latest_of_panel());
                return match (ecb, panel) {
                    // The ECB's rates are published with or without the panel's witness.
                    (Some(ecb), Some(panel)) => {
                        Plan { aside: vec![panel, self.banks_request()], ..Plan::latest(vec![ecb]) }
                    }
                    (Some(ecb), None) => Plan::latest(vec![ecb]),
                    (None, panel) => Plan::latest(panel.into_iter().collect()),
                };
            }
            Days::Range(from, to) => (from, to),
            // On a holiday the ECB still shows its rates of the day before.
            Days::Missed(day) => (last_ecb_day(day), day),
        };
        let days = MarketDays::of(from, to);
        let (count, skipped_weekends) = (days.weekdays.len(), days.weekends);
        let skipped_holidays = if self.ecb { days.holidays() } else { 0 };
        let mut series = Vec::new();
        if self.ecb {
            let split = Split::Spans(mode, |_| None);
            let request = |scope: &Scope, days: &[RateDate]| self.ecb_request(scope, days);
            series.push(Series::new(Endpoint::V1, &[], days.of_ecb, split, request));
        }
        if self.panel {
            // The panel is asked for TARGET holidays too: other central banks work, and theirs are the only rates then.
            let split = Split::Spans(mode, last_day_of_a_panel);
            let request = |scope: &Scope, days: &[RateDate]| self.panel_request(scope, days);
            series.push(Series::new(Endpoint::V2, &self.providers, days.weekdays, split, request));
        }
        Plan { series, days: count - skipped_holidays, skipped_weekends, skipped_holidays, ..Plan::default() }
    }

    /// The base is always EUR, because Frankfurter rounds every other.
    fn ecb_request(&self, scope: &Scope, days: &[RateDate]) -> Request {
        let url = format!("{}/v1/{scope}?base=EUR", self.base_url);
        Request::of_days(Endpoint::V1, scope, days, url)
    }

    /// Against the dollar each bank's rates are its own crosses, the euro's among them. Against the euro the service would
    /// divide them all by one and the same blend of the banks' euros.
    fn latest_of_panel(&self) -> Request {
        let url = self.panel_url(CurrencyCode::USD, "");
        Request::of_days(Endpoint::V2, &Scope::latest(&self.providers), &[], url).in_base(CurrencyCode::USD)
    }

    /// Who the banks are changes a few times a year.
    fn banks_request(&self) -> Request {
        let url = format!("{}/v2/providers", self.base_url);
        Request::latest(Endpoint::Providers, "list", url).good_for_days(BANKS_DAYS)
    }

    fn panel_request(&self, scope: &Scope, days: &[RateDate]) -> Request {
        let span = match scope.days {
            None => String::new(),
            Some((from, to)) if from == to => format!("&date={from}"),
            Some((from, to)) => format!("&from={from}&to={to}"),
        };
        Request::of_days(Endpoint::V2, scope, days, self.panel_url(CurrencyCode::EUR, &span))
    }

    /// A list that is cut off is no JSON; the other form, a record a line, would look whole.
    fn panel_url(&self, base: CurrencyCode, span: &str) -> String {
        let url = format!("{}/v2/rates?base={base}&expand=providers{span}", self.base_url);
        if self.providers.is_empty() { url } else { format!("{url}&providers={}", self.providers.join(",")) }
    }
}

/// The ECB's last day on or before a market day; before its first there is none.
fn last_ecb_day(day: RateDate) -> RateDate {
    if target_calendar::is_ecb_day(day) { day } else { target_calendar::previous_ecb_day(day).unwrap_or(day) }
}

/// The day before the fifth anniversary: safe however the service counts its five years.
fn last_day_of_a_panel(first: RateDate) -> Option<RateDate> {
    let first = jiff::civil::Date::from(first);
    let anniversary = first.checked_add(jiff::Span::new().years(PANEL_YEARS_MAX)).ok()?;
    RateDate::from(anniversary).plus_days(-1)
}
