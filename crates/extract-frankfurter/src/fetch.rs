//! The questions to Frankfurter.

use crate::args::{Args, provider};
use makerates_core::cli::{Context, Success};
use makerates_core::failure::{Exit, Failure};
use makerates_domain::answers::{Bank, PUBLISHED_AFTER_DAYS};
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::source::{ECB, Endpoint, Source};
use makerates_domain::target_calendar;
use makerates_extraction::{
    BankQuestion, ByBank, Days, Extraction, MarketDays, Plan, RangeMode, Request, Route, Scope, Series, Split,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A daily range of v2 may span so many years (documentation of Frankfurter v2): one bank's rates of them are some 3 MB.
const PANEL_YEARS_MAX: i32 = 5;
/// The whole panel's of five years would be some 300 MB, which the service computes live and may give up. It does so by quarters.
const WHOLE_PANEL_MONTHS: i32 = 3;

/// Who the banks of the panel are is asked once in so many days.
const BANKS_DAYS: i32 = 7;

/// So many banks can be named for the latest rates: a receipt's name holds them, and has room for no more.
const PROVIDERS_MAX: usize = 16;

/// Where a morning's answer only names the banks, each is asked for so many days up to today: a week holds a long weekend.
const LATE_DAYS: i32 = 7;

/// What all banks are asked in, so that their words of a morning and of past days are the same. A bank's own currency is no
/// better: Frankfurter turns what others cost in it into what it costs in them, rounded by size, and half of the panel quotes
/// in a currency of which a unit is worth a cent or less; in a pegged one it answers nothing.
const PANEL_BASE: CurrencyCode = CurrencyCode::USD;

pub async fn run(args: &Args, context: &Context) -> Result<Success, Failure> {
    let days = args.days.days(target_calendar::first_ecb_day(), &context.clock)?;
    let base_url = context.config.sources.frankfurter.url.trim_end_matches('/');
    let faces = Faces::of(args, days, base_url)?;
    let today = utc_day(context.clock.now());
    let plan = faces.plan(days, today, args.days.mode);
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
    fn of(args: &Args, days: Days, base_url: &'a str) -> Result<Self, Failure> {
        let mut providers = args.providers.clone();
        providers.retain(|key| !key.is_empty());
        providers.sort();
        providers.dedup();
        if days == Days::Latest && providers.len() > PROVIDERS_MAX {
            let what = format!(
                "{} banks are more than --providers takes for the latest rates ({PROVIDERS_MAX})",
                providers.len()
            );
            return Err(Failure::new(Exit::Usage, what, "leave --providers out: the whole panel is one request too"));
        }
        // The receipt of such a question would be that of another one, for CBS and WS.
        if let Some(key) = providers.iter().find(|key| days == Days::Latest && key.contains('_')) {
            let what = format!("{key} can't be named for the latest rates, for its key has a `_`");
            return Err(Failure::new(Exit::Usage, what, "leave --providers out: the whole panel is one request too"));
        }
        let panel_alone = args.panel || !providers.is_empty();
        let panel = panel_alone || !args.no_panel;
        Ok(Self { base_url, ecb: !panel_alone, panel, providers })
    }

    fn plan(&self, days: Days, today: RateDate, mode: RangeMode) -> Plan<'_> {
        let (from, to) = match days {
            Days::Latest => {
                let ecb = self.ecb.then(|| self.ecb_request(&Scope::latest(&[]), &[]));
                let panel = self.panel.then(|| self.latest_of_panel());
                let late = MarketDays::of(today.plus_days(-LATE_DAYS).unwrap_or(today), today).weekdays;
                let by_bank = self.panel.then(|| self.by_bank(late, today, None));
                return match (ecb, panel) {
                    // The ECB's rates are published with or without the panel's witness.
                    (Some(ecb), panel) => {
                        Plan { aside: panel.into_iter().collect(), by_bank, ..Plan::latest(vec![ecb]) }
                    }
                    (None, panel) => Plan { by_bank, ..Plan::latest(panel.into_iter().collect()) },
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
        // The panel is asked for TARGET holidays too: other central banks work, and theirs are the only rates then.
        let by_bank = (self.panel && count > 0).then(|| {
            let split = Split::Spans(mode, |first| last_day(first, jiff::Span::new().months(WHOLE_PANEL_MONTHS)));
            let request = |scope: &Scope, days: &[RateDate]| self.panel_request(scope, days);
            let whole = Series::new(Endpoint::V2, &[], days.weekdays.clone(), split, request);
            self.by_bank(days.weekdays, today, Some(whole))
        });
        Plan { series, by_bank, days: count - skipped_holidays, skipped_weekends, skipped_holidays, ..Plan::default() }
    }

    /// The banks that are named, else those of the list that speak of days, and by a mid or an official rate. Another table of
    /// a bank is no bank of its own.
    fn by_bank<'p>(&'p self, days: Vec<RateDate>, today: RateDate, whole: Option<Series<'p>>) -> ByBank<'p> {
        let list = self.providers.is_empty().then(|| self.banks_request());
        let series = move |banks: &[Bank]| {
            let speaks = |bank: &&Bank| bank.is_mid() && bank.is_daily() && !(self.ecb && bank.key == ECB);
            // In an older list everybody has been silent since.
            let known_on = Bank::newest_day(banks).map_or(today, |newest| newest.min(today));
            let of_named = self.providers.iter().map(|key| {
                let question = self.question(key, PUBLISHED_AFTER_DAYS);
                (key.clone(), Series::of_bank(question, days.clone()))
            });
            let of_listed = banks.iter().filter(speaks).filter_map(|bank| {
                let key = provider(&bank.key).ok()?;
                let may_have = days.iter().copied().filter(|day| bank.may_have(*day, known_on)).collect();
                let question = self.question(&key, bank.published_after_days());
                Some((key, Series::of_bank(question, may_have)))
            });
            of_named.chain(of_listed).collect::<BTreeMap<_, _>>().into_values().collect()
        };
        ByBank { list, series: Box::new(series), whole }
    }

    /// Always by a range: its records come by their dates, those of a single day's answer by their currencies.
    fn question(&self, key: &str, published_after_days: i32) -> BankQuestion {
        let (base_url, bank) = (self.base_url.to_owned(), Arc::<str>::from(key));
        let key = Arc::clone(&bank);
        let url = move |route, scope: &Scope| {
            let path = match route {
                Route::Own => format!("/v2/providers/{key}/rates?base={PANEL_BASE}"),
                Route::OfPanel => format!("/v2/rates?base={PANEL_BASE}&providers={key}"),
            };
            let span = scope.days.map(|(from, to)| format!("&from={from}&to={to}")).unwrap_or_default();
            format!("{base_url}{path}{span}")
        };
        BankQuestion {
            bank,
            published_after_days,
            url: Arc::new(url),
            last_day_of_panel: |first| last_day(first, jiff::Span::new().years(PANEL_YEARS_MAX)),
        }
    }

    /// The base is always EUR, because Frankfurter rounds every other.
    fn ecb_request(&self, scope: &Scope, days: &[RateDate]) -> Request {
        let url = format!("{}/v1/{scope}?base=EUR", self.base_url);
        Request::of_days(Endpoint::V1, scope, days, url)
    }

    /// Against the dollar each bank's rates are its own crosses, the euro's among them. Against the euro the service would
    /// divide them all by one and the same blend of the banks' euros.
    fn latest_of_panel(&self) -> Request {
        let url = self.panel_url("");
        Request::of_days(Endpoint::V2, &Scope::latest(&self.providers), &[], url).in_base(PANEL_BASE)
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
        Request::of_days(Endpoint::V2, scope, days, self.panel_url(&span)).in_base(PANEL_BASE)
    }

    /// A list that is cut off is no JSON; the other form, a record a line, would look whole.
    fn panel_url(&self, span: &str) -> String {
        let url = format!("{}/v2/rates?base={PANEL_BASE}&expand=providers{span}", self.base_url);
        if self.providers.is_empty() { url } else { format!("{url}&providers={}", self.providers.join(",")) }
    }
}

/// The ECB's last day on or before a market day; before its first there is none.
fn last_ecb_day(day: RateDate) -> RateDate {
    if target_calendar::is_ecb_day(day) { day } else { target_calendar::previous_ecb_day(day).unwrap_or(day) }
}

/// The day before so much later: safe however the service counts its years.
fn last_day(first: RateDate, span: jiff::Span) -> Option<RateDate> {
    RateDate::from(jiff::civil::Date::from(first).checked_add(span).ok()?).plus_days(-1)
}
