//! A run from its plan to its result: what is known is left out, what does not fit is refused, the rest is asked.

use super::bank::Learnt;
use super::exchange::{ExchangeError, Trouble};
use super::plan::Series;
use super::receipt_index::ReceiptIndex;
use super::summary::{NAMED_MAX, QUOTA, Rest, RunSummary};
use super::{DayArgs, RangeMode};
use super::{Extraction, Plan, Request};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use makerates_core::cli::{Progress, Success};
use makerates_core::failure::{Exit, Failure};
use makerates_core::quota::told;
use makerates_domain::dates::utc_day;
use makerates_domain::source::Endpoint;
use serde_json::Value;

impl Extraction<'_> {
    /// Carries a plan out, as far as the arguments say.
    pub async fn run(mut self, plan: Plan<'_>, args: &DayArgs) -> Result<Success, Failure> {
        let mut summary = RunSummary::new(self.source, &plan);
        let result = Box::pin(self.carry_out(plan, args, &mut summary)).await;
        let quota = if summary.requests > 0 { self.quota_used().await } else { None };
        self.tables.close().await;
        let mut result = result.map_err(|failure| summary.add_to(failure));
        if let Some(quota) = quota {
            let outputs = match &mut result {
                Ok(success) => &mut success.outputs,
                Err(failure) => &mut *failure.outputs,
            };
            outputs.insert(QUOTA.to_owned(), quota);
        }
        result
    }

    /// What is left of the quota after the run: whoever watches it would see the morning's own requests a day late.
    async fn quota_used(&self) -> Option<Value> {
        let now = self.context.clock.now();
        let usage = self.tracker().usage(self.source, now).await;
        usage
            .inspect_err(|error| tracing::warn!("what is left of the quota is not told: {error}"))
            .ok()
            .map(|usage| told::outputs(&usage, now))
    }

    async fn carry_out(
        &mut self,
        plan: Plan<'_>,
        args: &DayArgs,
        summary: &mut RunSummary,
    ) -> Result<Success, Failure> {
        // What would lose an answer is found out first, before a request is spent on it; and the first run makes a bucket.
        if !args.dry_run {
            self.bronze.check_writable().await?;
        }
        let earlier = self.earlier(&plan, args.refresh).await?;
        let asks_for_days = plan.asks_for_days();
        let Plan { latest: mut requests, aside, mut series, mut by_bank, .. } = plan;
        let list = self.list_to_ask(by_bank.as_ref(), &earlier).await?;
        let mut knows_no_banks = false;
        if asks_for_days && let Some(by_bank) = by_bank.take() {
            let asked_now = list.as_ref().filter(|_| !args.dry_run);
            let banks = self.banks(&by_bank, asked_now, &earlier, summary).await?;
            knows_no_banks = banks.is_none();
            series.extend(Self::series_of_banks(by_bank, banks, args.dry_run, summary));
        }
        requests.extend(self.unanswered(&series, &earlier, summary).await?);
        let mut left = None;
        if args.dry_run || (asks_for_days && !requests.is_empty()) {
            // Of a morning the list is asked for after the panel alone.
            let list = list.as_ref().filter(|_| args.dry_run && (asks_for_days || !aside.is_empty()));
            let planned = requests.len() + aside.len() + list.iter().count();
            let mut forecast = self.forecast(planned, args.concurrency.into()).await?;
            if !forecast.fits() {
                // Else what had no answer would use up the quota each day, and what comes after it never be asked.
                requests.sort_by_key(|request| earlier.last_asked(request));
            }
            if args.dry_run {
                forecast.is_open = knows_no_banks;
                let fitting = if args.up_to_quota { forecast.fitting(&requests) } else { requests.len() };
                let (fitting, rest) = requests.split_at(fitting);
                summary.leave(Rest::of(rest, &earlier));
                let others = aside.iter().chain(list);
                return Ok(summary.plan_success(fitting.iter().chain(others), &forecast));
            }
            if requests.len() > 1 {
                tracing::info!("{}", forecast.text());
            }
            if !forecast.fits() && (!args.up_to_quota || forecast.fitting(&requests) == 0) {
                return Err(forecast.refuse(&requests));
            }
            let rest = requests.split_off(forecast.fitting(&requests));
            if let Some(rest) = Rest::of(&rest, &earlier) {
                summary.warn(format!("the quota does not suffice for {rest}: run it again when it is renewed"));
                summary.leave(Some(rest));
            }
            left = Some(forecast.remaining);
        }
        if requests.is_empty() {
            return Ok(summary.success());
        }
        let learnt = Learnt::default();
        let end = self.ask_all(requests, &earlier, args, left, &learnt, summary).await;
        summary.tell_silent_banks();
        let may_go_on = end.as_ref().is_none_or(|failure| failure.exit == Exit::Source);
        self.has_failed = end.is_some();
        if may_go_on {
            self.ask_panel(&aside, by_bank, list, &earlier, args, summary).await?;
        }
        end.map_or_else(|| Ok(summary.success()), Err)
    }

    /// The receipts of earlier questions that may matter.
    async fn earlier(&self, plan: &Plan<'_>, is_refresh: bool) -> Result<ReceiptIndex, Failure> {
        Ok(match (is_refresh, plan.asks_for_days()) {
            (true, _) => ReceiptIndex::default(),
            (false, true) => ReceiptIndex::of_all_days(&self.bronze, self.source).await?,
            (false, false) => {
                // An entity tag is of yesterday at most.
                let list = plan.by_bank.as_ref().and_then(|by_bank| by_bank.list.as_ref());
                let days = list.and_then(|list| list.good_for_days).unwrap_or(1);
                ReceiptIndex::of_late(&self.bronze, self.source, self.context.clock.now(), days).await?
            }
        })
    }

    /// The questions for the days that bronze lacks, the oldest first, so that a run that has to stop leaves no gap behind it.
    pub(super) async fn unanswered(
        &self,
        series: &[Series<'_>],
        earlier: &ReceiptIndex,
        summary: &mut RunSummary,
    ) -> Result<Vec<Request>, Failure> {
        let mut requests = Vec::new();
        let of_panel = self.covered_by_panel(series, earlier).await?;
        for series in series {
            let mut covered = self.covered(series.asked(), earlier).await?;
            if let Some(of_panel) = of_panel.get(&series.complete_after_days)
                && series.endpoint == Endpoint::Bank
            {
                covered.extend(series.days.iter().filter(|day| of_panel.contains(day)));
            }
            summary.already_answered += covered.len();
            requests.extend(series.requests(&covered));
        }
        requests.sort_by_key(Request::from);
        Ok(requests)
    }

    /// Asks the questions, some at the same time. What is under way is always waited for: it was counted, and its
    /// answer is a fact.
    pub(super) async fn ask_all(
        &self,
        requests: Vec<Request>,
        earlier: &ReceiptIndex,
        args: &DayArgs,
        left: Option<u64>,
        learnt: &Learnt,
        summary: &mut RunSummary,
    ) -> Option<Failure> {
        let today = utc_day(self.context.clock.now());
        let mut progress = Progress::start(self.context.format, requests.len(), self.source.name(), "requests");
        let mut waiting = requests.into_iter();
        let mut under_way = FuturesUnordered::new();
        let (mut end, mut no_data): (Option<Failure>, Option<Failure>) = (None, None);
        // Until one is answered they go alone: where the circuit is half-open the first is its probe, and beside it nobody may ask.
        let mut at_once = 1;
        loop {
            while end.is_none() && under_way.len() < at_once {
                let Some(request) = waiting.next() else { break };
                under_way.push(async {
                    if let Some(range) = &request.range {
                        return self.ask_bank(range, earlier, learnt).await;
                    }
                    let asked = self.ask(&request, earlier).await;
                    vec![(request, asked)]
                });
            }
            let Some(asked) = under_way.next().await else { break };
            for (request, asked) in asked {
                summary.add(&request, &asked, today);
                if asked.result.is_ok() {
                    at_once = args.concurrency.into();
                }
                if let Err(stopped) = asked.result {
                    if stopped.trouble == Some(Trouble::NoData) && request.is_for_days() {
                        no_data.get_or_insert(stopped.failure);
                    } else {
                        meet(stopped, &request, args, summary, &mut end);
                    }
                }
            }
            learnt.is_over.set(end.is_some());
            if let Some(left) = left {
                progress.tell(&format!("requests, {} left", left.saturating_sub(summary.requests.into())));
            }
            progress.advance();
        }
        progress.finish();
        let unasked = waiting.filter_map(|request| request.from()).min();
        summary.resume_from = [summary.resume_from, unasked].into_iter().flatten().min();
        // A bank without rates of then is no failure, but where nothing else came.
        let end = end.or(no_data.filter(|_| summary.answered() == 0 && summary.banks.failed.is_empty()));
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
    let is_enough = args.max_failures().is_some_and(|max| summary.failed.len() + summary.banks.failed.len() >= max);
    // What one bank can't be asked for is nothing to the others.
    let is_apart = request.bank().is_some() || (args.mode == RangeMode::Isolated && request.days.is_some());
    if stopped.is_of_question && is_apart && !is_enough {
        return;
    }
    if !stopped.is_of_question {
        // It is asked again, once what stopped the run is mended.
        summary.resume_from = [summary.resume_from, request.from()].into_iter().flatten().min();
    }
    end.get_or_insert(stopped.failure);
}

/// How the run ends: a fault of ours or of the stores goes before the days and banks that failed, those before a used-up
/// quota, and that before days that an answer lacks.
fn conclude(end: Option<Failure>, summary: &RunSummary, mode: RangeMode) -> Option<Failure> {
    let is_source = |failure: &Failure| matches!(failure.exit, Exit::Source | Exit::NoSource);
    if !end.as_ref().is_none_or(is_source) {
        return end;
    }
    let has_failed = !summary.banks.failed.is_empty() || (mode == RangeMode::Isolated && !summary.failed.is_empty());
    let end = if has_failed { Some(failed(end, summary)) } else { end };
    match (end, summary.not_there_yet()) {
        (None, lacking) => lacking,
        (Some(end), Some(lacking)) => {
            Some(Failure { what: format!("{}; {}", end.what, lacking.what), text: lacking.text, ..end })
        }
        (end, None) => end,
    }
}

/// The days and banks that failed, the first of them by name.
fn failed(end: Option<Failure>, summary: &RunSummary) -> Failure {
    let mut days = summary.failed.clone();
    days.sort();
    let days = days.iter().map(|(day, reason)| format!("{day} ({reason})"));
    let banks = summary.banks.failed.iter().map(|(bank, reason)| format!("{bank} ({reason})"));
    let failed: Vec<String> = days.chain(banks).collect();
    let others = if failed.len() > NAMED_MAX { ", …" } else { "" };
    let count = if failed.len() == 1 { "a question".to_owned() } else { format!("{} questions", failed.len()) };
    let named = failed[..failed.len().min(NAMED_MAX)].join(", ");
    let mut what = format!("{count} failed: {named}{others}");
    let mut next = "run it again: only what has no answer yet is asked for".to_owned();
    let mut outputs = Box::default();
    if let Some(end) = end {
        what = format!("{what}; the run ended early: {}", end.reason());
        // Before that it would be refused.
        next = format!("{}; then {next}", end.next);
        outputs = end.outputs;
    }
    Failure { outputs, ..Failure::new(Exit::Source, what, next) }
}
