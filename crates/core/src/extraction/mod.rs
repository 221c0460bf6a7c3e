//! Asking a source for an answer and keeping it: reserve, send, tell what came, store, write the receipt.
//!
//! Both extractors go through here, so that no request is made uncounted and none is without a receipt.

mod attempt;
mod blocks;
mod fault;
mod keep;
mod summary;

use crate::answers::{self, Account};
use crate::bronze::BronzeStore;
use crate::cli::{Context, Report};
use crate::clock::format_instant;
use crate::dynamodb::{QUOTA_TRACKER, Tables};
use crate::failure::{Exit, Failure};
use crate::http::{HttpClient, is_public_host};
use crate::quota::Tracker;
use crate::source::{Endpoint, Source};
use jiff::SignedDuration;
use summary::Summary;

/// A question to a source.
#[derive(Clone)]
pub struct Request {
    /// The face to ask.
    pub endpoint: Endpoint,
    /// What for, as it stands in the receipt: `latest`, a day, or `from..to`.
    pub parameters: String,
    /// The whole address. It may hold the key: it goes into the request and nowhere else.
    pub url: String,
}

/// The stores and the client that questions to one source need.
#[derive(Debug)]
pub struct Extraction<'a> {
    context: &'a Context,
    tables: Tables,
    bronze: BronzeStore,
    http: HttpClient,
    tool_version: &'static str,
    summary: Summary,
}

impl<'a> Extraction<'a> {
    /// Opens the stores for asking `source` at `base_url`. What would lose an answer is found out here, before a
    /// request is spent on it.
    pub async fn open(
        context: &'a Context,
        source: Source,
        base_url: &str,
        tool_version: &'static str,
    ) -> Result<Self, Failure> {
        check_clock(context, base_url)?;
        if context.key.is_some() && base_url.starts_with("http://") && is_public_host(base_url) {
            let what = "the API key would go to a public host without encryption";
            return Err(Failure::new(Exit::Usage, what, format!("use https in sources.{source}.url")));
        }
        tracing::info!("{}", context.stores());
        let http = HttpClient::new(base_url, &context.config.http).map_err(|error| {
            Failure::new(Exit::Usage, format!("sources.{source}.url can't be used"), "mend the setting").because(error)
        })?;
        let bronze = BronzeStore::open(&context.bronze_location(), &context.config.home.join("cache")).await?;
        bronze.check_writable()?;
        let tables = Tables::connect(context.embedded_tables().as_deref()).await?;
        tables.ensure_embedded(&QUOTA_TRACKER).await?;
        Ok(Self { context, tables, bronze, http, tool_version, summary: Summary::new(source) })
    }

    /// Asks each question in turn and gives the sum; the first that fails ends the run, with what was done before
    /// it in the failure's outputs.
    pub async fn run(mut self, requests: &[Request]) -> Result<Report, Failure> {
        let mut result = Ok(());
        for request in requests {
            result = self.ask(request).await.map(drop);
            if result.is_err() {
                break;
            }
        }
        self.tables.close().await;
        match result {
            Ok(()) => Ok(self.summary.report()),
            Err(failure) => Err(self.summary.add_to(failure)),
        }
    }

    /// Asks for the account's own count, and gives the sum of the run beside it.
    pub async fn account(mut self, request: &Request) -> Result<Account, Failure> {
        let result = self.ask(request).await;
        self.tables.close().await;
        let body = result.map_err(|failure| self.summary.add_to(failure))?;
        // It was read once before it was accepted.
        answers::parse_account(&body).map_err(|fault| {
            Failure::new(Exit::Fault, "an account's count that was accepted can't be read", "report this")
                .because(fault)
        })
    }

    /// Asks, keeps what came, and tells the tracker what the source said of itself.
    async fn ask(&mut self, request: &Request) -> Result<Vec<u8>, Failure> {
        let exchange = self.attempt(request).await?;
        let kept = self.keep(request, &exchange).await;
        let Some(fault) = exchange.fault else {
            // The answer stands; what it said of further requests is found out by the next one.
            if let Err(error) = exchange.blocked_until {
                tracing::warn!("that {} must not be asked was not noted: {error}", request.endpoint.source());
            }
            return kept.map(|()| exchange.answer.map(|answer| answer.body).unwrap_or_default());
        };
        // A block holds also when bronze is full, and a receipt is kept also when the tracker fails.
        kept?;
        let failure = fault.failure(request.endpoint, &request.parameters);
        Err(match exchange.blocked_until? {
            Some(until) => failure.with_output("retry_at", format_instant(until)),
            None => failure,
        })
    }

    fn tracker(&self) -> Tracker<'_> {
        Tracker::new(&self.tables, &self.context.config)
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
