//! Who the banks of the panel are, as the newest list says, and what is asked of each.

use super::bank::Learnt;
use super::plan::{ByBank, Series};
use super::receipt_index::{ReceiptIndex, with_answer};
use super::summary::RunSummary;
use super::{DayArgs, Extraction, Request};
use makerates_core::bronze::{BronzeError, BronzeKey};
use makerates_core::failure::{Exit, Failure};
use makerates_domain::answers::{Bank, parse_banks};
use makerates_domain::source::Endpoint;
use std::collections::BTreeSet;

impl Extraction<'_> {
    /// The question for the list, unless one is kept that is still good.
    pub(super) async fn list_to_ask(
        &self,
        by_bank: Option<&ByBank<'_>>,
        earlier: &ReceiptIndex,
    ) -> Result<Option<Request>, Failure> {
        let Some(list) = by_bank.and_then(|by_bank| by_bank.list.as_ref()) else { return Ok(None) };
        let is_answered = earlier.is_answered(&self.bronze, list, self.context.clock.now()).await?;
        Ok((!is_answered).then(|| list.clone()))
    }

    /// The banks of the list that is asked for now, else of the newest that bronze has, however old it is. Whoever is named
    /// needs no list.
    pub(super) async fn banks(
        &self,
        by_bank: &ByBank<'_>,
        asked_now: Option<&Request>,
        earlier: &ReceiptIndex,
        summary: &mut RunSummary,
    ) -> Result<Option<Vec<Bank>>, Failure> {
        let Some(list) = &by_bank.list else { return Ok(Some(Vec::new())) };
        let of_now = match asked_now {
            Some(list) => self.ask_aside(list, earlier, summary).await?,
            None => None,
        };
        if let Some(sha256) = of_now {
            return self.read_list(sha256).await;
        }
        if let Some(banks) = self.newest_list(list, earlier).await? {
            return Ok(Some(banks));
        }
        // A morning knows the receipts of the last days alone, and who asks for everything again none.
        let all = ReceiptIndex::of_all_days(&self.bronze, self.source).await?;
        self.newest_list(list, &all).await
    }

    /// The newest list that can be read.
    async fn newest_list(&self, list: &Request, receipts: &ReceiptIndex) -> Result<Option<Vec<Bank>>, Failure> {
        for (_, path) in receipts.of_question(list).iter().rev() {
            let receipt = with_answer(self.bronze.receipt(path).await)?;
            let Some(sha256) = receipt.and_then(|receipt| receipt.sha256) else { continue };
            if let Some(banks) = self.read_list(sha256).await? {
                return Ok(Some(banks));
            }
        }
        Ok(None)
    }

    async fn read_list(&self, sha256: String) -> Result<Option<Vec<Bank>>, Failure> {
        let body = self.bronze.object(&BronzeKey::Answer { endpoint: Endpoint::Providers, sha256 }).await;
        let reason = match body {
            Ok(body) => match parse_banks(&body) {
                Ok(banks) => return Ok(Some(banks)),
                Err(fault) => fault.to_string(),
            },
            Err(error @ (BronzeError::Missing(_) | BronzeError::Rot(_))) => error.to_string(),
            Err(error) => return Err(error.into()),
        };
        tracing::warn!("a list of banks can't be read: {reason}");
        Ok(None)
    }

    /// What is asked for of the panel's days. Without a list the whole panel is, in the spans that it allows: that costs the
    /// source more, and loses nothing.
    pub(super) fn series_of_banks<'p>(
        by_bank: ByBank<'p>,
        banks: Option<Vec<Bank>>,
        is_plan: bool,
        summary: &mut RunSummary,
    ) -> Vec<Series<'p>> {
        match banks {
            Some(banks) => (by_bank.series)(&banks),
            None if is_plan => {
                summary.warn(
                    "no list of banks is kept yet: each bank on it, some 80 to 110, is one request more".to_owned(),
                );
                Vec::new()
            }
            None => {
                summary.warn(
                    "who the banks are is not known: the whole panel is asked for, in spans of months".to_owned(),
                );
                by_bank.whole.into_iter().collect()
            }
        }
    }

    /// Asks each bank by itself that the panel's answer only named, as far as that goes: the run can do without.
    pub(super) async fn ask_each_aside(
        &self,
        by_bank: &ByBank<'_>,
        banks: &[Bank],
        earlier: &ReceiptIndex,
        args: &DayArgs,
        summary: &mut RunSummary,
    ) -> Result<(), Failure> {
        let mut series = (by_bank.series)(banks);
        series.retain(|series| series.banks.iter().any(|bank| summary.named_alone.contains(bank)));
        let requests: Vec<Request> = series.iter().flat_map(|series| series.requests(&BTreeSet::new())).collect();
        tracing::info!("{} banks are asked by themselves", requests.len());
        match self.ask_all(requests, earlier, args, None, &Learnt::default(), summary).await {
            Some(failure) if matches!(failure.exit, Exit::Fault | Exit::Storage) => Err(failure),
            Some(failure) => {
                summary.warn(format!("without some banks of the panel: {}", failure.reason()));
                Ok(())
            }
            None => Ok(()),
        }
    }
}
