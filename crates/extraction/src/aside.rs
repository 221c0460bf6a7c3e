//! What a run can do without: of a morning the panel of central banks.

use super::plan::ByBank;
use super::receipt_index::ReceiptIndex;
use super::summary::RunSummary;
use super::{DayArgs, Extraction, Request};
use makerates_core::failure::{Exit, Failure};
use makerates_domain::dates::utc_day;
use makerates_domain::source::Endpoint;

impl Extraction<'_> {
    /// Asks the panel and who its banks are, and those by themselves where it only names them.
    pub(super) async fn ask_panel(
        &self,
        aside: &[Request],
        by_bank: Option<ByBank<'_>>,
        list: Option<Request>,
        earlier: &ReceiptIndex,
        args: &DayArgs,
        summary: &mut RunSummary,
    ) -> Result<(), Failure> {
        for request in aside {
            // One failure is enough: five in a row would keep the next run from the ECB too.
            if self.ask_aside(request, earlier, summary).await?.is_none() {
                return Ok(());
            }
        }
        let Some(by_bank) = by_bank.filter(|_| !summary.named_alone.is_empty() || !aside.is_empty()) else {
            return Ok(());
        };
        let banks = self.banks(&by_bank, list.as_ref(), earlier, summary).await?;
        match banks.filter(|_| !summary.named_alone.is_empty()) {
            Some(banks) => self.ask_each_aside(&by_bank, &banks, earlier, args, summary).await,
            None => Ok(()),
        }
    }

    /// Asks what the run can do without, and gives the answer's hash if there is one. Only a fault of ours or of the stores
    /// ends the run.
    pub(super) async fn ask_aside(
        &self,
        request: &Request,
        earlier: &ReceiptIndex,
        summary: &mut RunSummary,
    ) -> Result<Option<String>, Failure> {
        let asked = self.ask(request, earlier).await;
        summary.add_aside(request, &asked, utc_day(self.context.clock.now()));
        match asked.result {
            Err(stopped) if matches!(stopped.failure.exit, Exit::Fault | Exit::Storage) => Err(stopped.failure),
            Err(stopped) => {
                let what = if request.endpoint == Endpoint::Providers {
                    "the list of banks"
                } else {
                    "the panel of central banks"
                };
                summary.warn(format!("without {what}: {}", stopped.failure.reason()));
                Ok(None)
            }
            Ok(answered) => Ok(Some(answered.sha256)),
        }
    }
}
