//! A run from its plan to its result: what is known is left out, what does not fit is refused, the rest is asked.

use super::exchange::ExchangeError;
use super::receipt_index::ReceiptIndex;
use super::summary::{NAMED_MAX, RunSummary};
use super::{DayArgs, RangeMode};
use super::{Extraction, Plan, Request};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use makerates_core::cli::{Progress, Success};
use makerates_core::failure::{Exit, Failure};
use makerates_domain::dates::utc_day;
use makerates_domain::source::Endpoint;

impl Extraction<'_> {
    /// Carries a plan out, as far as the arguments say.
    pub async fn run(self, plan: Plan<'_>, args: &DayArgs) -> Result<Success, Failure> {
        let mut summary = RunSummary::new(self.source, &plan);
        let result = self.carry_out(plan, args, &mut summary).await;
        self.tables.close().await;
        result.map_err(|failure| summary.add_to(failure))
    }

    async fn carry_out(&self, plan: Plan<'_>, args: &DayArgs, summary: &mut RunSummary) -> Result<Success, Failure> {
        // What would lose an answer is found out first, before a request is spent on it; and the first run makes a bucket.
        if !args.dry_run {
            self.bronze.check_writable().await?;
        }
        let Plan { latest: mut requests, aside: all_aside, series, .. } = plan;
        let asks_for_days = !series.is_empty();
        let earlier = match (args.refresh, asks_for_days) {
            (true, _) => ReceiptIndex::default(),
            (false, true) => ReceiptIndex::of_all_days(&self.bronze, self.source).await?,
            (false, false) => {
                // An entity tag is of yesterday at most.
                let days = all_aside.iter().filter_map(|request| request.good_for_days).fold(1, i32::max);
                ReceiptIndex::of_late(&self.bronze, self.source, self.context.clock.now(), days).await?
            }
        };
        for series in &series {
            let covered = self.covered(series, &earlier).await?;
            summary.already_answered += covered.len();
            requests.extend(series.requests(&covered));
        }
        // The oldest first, so that a run that has to stop leaves no gap behind it.
        requests.sort_by_key(Request::from);
        let mut aside = Vec::new();
        for request in all_aside {
            if !earlier.is_answered(&self.bronze, &request, self.context.clock.now()).await? {
                aside.push(request);
            }
        }
        let mut left = None;
        if args.dry_run || (asks_for_days && !requests.is_empty()) {
            let planned = requests.iter().chain(&aside);
            let forecast = self.forecast(planned.clone().count(), args.concurrency.into()).await?;
            if args.dry_run {
                return Ok(summary.plan_success(planned, &forecast));
            }
            if requests.len() > 1 {
                tracing::info!("{}", forecast.text());
            }
            if !forecast.fits() && !args.up_to_quota {
                return Err(forecast.refuse(&requests));
            }
            (requests, summary.resume_from) = forecast.split(requests);
            left = Some(forecast.remaining);
        }
        if requests.is_empty() {
            return Ok(summary.success());
        }
        if let Some(failure) = self.ask_all(requests, &earlier, args, left, summary).await {
            return Err(failure);
        }
        for request in &aside {
            // One failure is enough: five in a row would keep the next run from the ECB too.
            if !self.ask_aside(request, &earlier, summary).await? {
                break;
            }
        }
        Ok(summary.success())
    }

    /// Asks what the run can do without, and tells whether there is an answer. Only a fault of ours or of the stores ends the
    /// run.
    async fn ask_aside(
        &self,
        request: &Request,
        earlier: &ReceiptIndex,
        summary: &mut RunSummary,
    ) -> Result<bool, Failure> {
        let asked = self.ask(request, earlier).await;
        summary.add_aside(&asked);
        match asked.result {
            Err(stopped) if matches!(stopped.failure.exit, Exit::Fault | Exit::Storage) => Err(stopped.failure),
            Err(stopped) => {
                let what = if request.endpoint == Endpoint::Providers {
                    "the list of banks"
                } else {
                    "the panel of central banks"
                };
                summary.warn(format!("without {what}: {}", stopped.failure.reason()));
                Ok(false)
            }
            Ok(_) => Ok(true),
        }
    }

    /// Asks the questions, some at the same time. What is under way is always waited for: it was counted, and its
    /// answer is a fact.
    async fn ask_all(
        &self,
        requests: Vec<Request>,
        earlier: &ReceiptIndex,
        args: &DayArgs,
        left: Option<u64>,
        summary: &mut RunSummary,
    ) -> Option<Failure> {
        let today = utc_day(self.context.clock.now());
        let mut progress = Progress::start(self.context.format, requests.len(), self.source.name(), "requests");
        let mut waiting = requests.into_iter();
        let mut under_way = FuturesUnordered::new();
        let mut end: Option<Failure> = None;
        loop {
            while end.is_none() && under_way.len() < usize::from(args.concurrency) {
                let Some(request) = waiting.next() else { break };
                under_way.push(async {
                    let asked = self.ask(&request, earlier).await;
                    (request, asked)
                });
            }
            let Some((request, asked)) = under_way.next().await else { break };
            summary.add(&request, &asked, today);
            if let Some(left) = left {
                progress.tell(&format!("requests, {} left", left.saturating_sub(summary.requests.into())));
            }
            progress.advance();
            if let Err(stopped) = asked.result {
                meet(stopped, &request, args, summary, &mut end);
            }
        }
        progress.finish();
        let unasked = waiting.filter_map(|request| request.from()).min();
        summary.resume_from = [summary.resume_from, unasked].into_iter().flatten().min();
        conclude(end, summary, args.mode)
    }
}

/// Whether the run goes on after a question that has no answer.
fn meet(
    stopped: ExchangeError,
    request: &Request,
    args: &DayArgs,
    summary: &mut RunSummary,
    end: &mut Option<Failure>,
) {
    let is_enough = args.max_failures.is_some_and(|max| summary.failed.len() >= max);
    if stopped.is_of_question && args.mode == RangeMode::Isolated && request.days.is_some() && !is_enough {
        return;
    }
    if !stopped.is_of_question {
        // It is asked again, once what stopped the run is mended.
        summary.resume_from = [summary.resume_from, request.from()].into_iter().flatten().min();
    }
    end.get_or_insert(stopped.failure);
}

/// How the run ends: a fault of ours or of the stores goes before the days that failed, those before a used-up quota,
/// and that before days that an answer lacks.
fn conclude(end: Option<Failure>, summary: &RunSummary, mode: RangeMode) -> Option<Failure> {
    let is_source = |failure: &Failure| matches!(failure.exit, Exit::Source | Exit::NoSource);
    if !end.as_ref().is_none_or(is_source) {
        return end;
    }
    let end = if mode == RangeMode::Batch || summary.failed.is_empty() { end } else { Some(failed(end, summary)) };
    match (end, summary.not_there_yet()) {
        (None, lacking) => lacking,
        (Some(end), Some(lacking)) => Some(Failure { what: format!("{}; {}", end.what, lacking.what), ..end }),
        (end, None) => end,
    }
}

/// The days that failed, the first of them by name.
fn failed(end: Option<Failure>, summary: &RunSummary) -> Failure {
    let mut failed = summary.failed.clone();
    failed.sort();
    let named: Vec<String> = failed.iter().take(NAMED_MAX).map(|(day, reason)| format!("{day} ({reason})")).collect();
    let others = if failed.len() > NAMED_MAX { ", …" } else { "" };
    let count = if failed.len() == 1 { "a question".to_owned() } else { format!("{} questions", failed.len()) };
    let mut what = format!("{count} failed: {}{others}", named.join(", "));
    let mut outputs = Box::default();
    if let Some(end) = end {
        what = format!("{what}; the run ended early: {}", end.reason());
        outputs = end.outputs;
    }
    let next = "run it again: only what has no answer yet is asked for";
    Failure { outputs, ..Failure::new(Exit::Source, what, next) }
}
