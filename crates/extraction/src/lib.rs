//! Asking a source for answers and keeping them: plan, reserve, send, tell what came, store, write the receipt.
//!
//! Both extractors go through here, so that no request is made uncounted and none is without a receipt.

mod aside;
mod ask;
mod attempt;
mod bank;
mod banks;
mod blocks;
mod covered;
mod days;
mod entity_tag;
mod exchange;
mod fault;
mod forecast;
mod keep;
mod lost_counts;
mod plan;
mod receipt_index;
mod request;
mod run;
mod scope;
mod summary;

pub use bank::{BankQuestion, Route};
pub use days::{DayArgs, Days, RangeMode};
pub use lost_counts::check_counts;
pub use plan::{ByBank, MarketDays, Plan, Series, Split};
pub use request::Request;
pub use scope::Scope;
pub use summary::{LAYER, metrics};

use jiff::SignedDuration;
use makerates_core::bronze::{BronzeKey, BronzeStore};
use makerates_core::cli::Context;
use makerates_core::dynamodb::{QUOTA_TRACKER, Tables};
use makerates_core::failure::{Exit, Failure};
use makerates_core::http::{HttpClient, HttpError, is_public_host};
use makerates_core::quota::{MISCONFIGURED, Tracker};
use makerates_domain::answers::{self, Account};
use makerates_domain::source::Source;
use receipt_index::ReceiptIndex;

/// The stores and the client that questions to one source need.
#[derive(Debug)]
pub struct Extraction<'a> {
    context: &'a Context,
    source: Source,
    tables: Tables,
    bronze: BronzeStore,
    http: HttpClient,
    tool_version: &'static str,
    /// The source has failed this run: what can be had all the same is asked for once, and what fails then is the same outage.
    has_failed: bool,
}

impl<'a> Extraction<'a> {
    /// Opens the stores for asking `source` at `base_url`.
    pub async fn open(
        context: &'a Context,
        source: Source,
        base_url: &str,
        tool_version: &'static str,
    ) -> Result<Self, Failure> {
        check_clock(context, base_url)?;
        if context.key.is_some() && base_url.starts_with("http://") && is_public_host(base_url) {
            let what = format!("{MISCONFIGURED}: the API key would go to a public host without encryption");
            return Err(Failure::new(Exit::Usage, what, format!("use https in sources.{source}.url")));
        }
        context.tell_stores();
        let http = HttpClient::new(base_url, context.config.http.ca_file.as_deref()).map_err(|error| {
            let is_of_file = matches!(error, HttpError::CaFile { .. });
            let setting = if is_of_file { "http.ca_file".to_owned() } else { format!("sources.{source}.url") };
            let what = format!("{MISCONFIGURED}: {setting} can't be used");
            Failure::new(Exit::Usage, what, "mend the setting").because(error)
        })?;
        let bronze = context.bronze().await?;
        let tables = Tables::connect(context.embedded_tables().as_deref()).await?;
        check_counts(context, &tables).await?;
        tables.ensure_embedded(&QUOTA_TRACKER).await?;
        Ok(Self { context, source, tables, bronze, http, tool_version, has_failed: false })
    }

    /// Asks for the account's own count.
    pub async fn account(self, request: &Request) -> Result<Account, Failure> {
        let result = self.ask_for_account(request).await;
        self.tables.close().await;
        result
    }

    async fn ask_for_account(&self, request: &Request) -> Result<Account, Failure> {
        self.bronze.check_writable().await?;
        let answered = self.ask(request, &ReceiptIndex::default()).await.result.map_err(|stopped| stopped.failure)?;
        let key = BronzeKey::Answer { endpoint: request.endpoint, sha256: answered.sha256 };
        let body = self.bronze.object(&key).await?;
        // It was read once before it was accepted.
        answers::parse_account(&body).map_err(|fault| {
            Failure::new(Exit::Fault, "an account's count that was accepted can't be read", "report this")
                .because(fault)
        })
    }

    fn tracker(&self) -> Tracker<'_> {
        Tracker::new(&self.tables, &self.context.config.quota, &self.context.config.circuit)
    }
}

/// A logical clock would spend real quota on the wrong day, or write a past count into real tables.
fn check_clock(context: &Context, base_url: &str) -> Result<(), Failure> {
    if context.clock.offset().abs() > SignedDuration::from_hours(1) && is_public_host(base_url) {
        let what = "--now is refused: it is more than an hour off the real clock, and the source is a public host";
        return Err(Failure::new(Exit::Usage, what, "leave --now out, or use recorded rates (just demo)"));
    }
    context.check_clock_for_tables()
}
