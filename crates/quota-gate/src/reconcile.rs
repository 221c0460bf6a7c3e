//! `check --reconcile`: ExchangeRate-API's own count of our requests beside ours.

use jiff::{SignedDuration, Timestamp};
use makerates_core::bronze::{BronzeError, BronzeKey, ReceiptName};
use makerates_core::cli::Context;
use makerates_core::clock::format_instant;
use makerates_core::failure::{Exit, Failure};
use makerates_core::quota::{Tracker, UsedPeriod};
use makerates_domain::answers::{Account, parse_account};
use makerates_domain::source::{Endpoint, Source};
use makerates_extraction::{Extraction, Request};
use serde_json::{Value, json};

/// The source's count is asked for at most this often: the question costs a request, and its answer lags behind by up
/// to an hour (documentation of ExchangeRate-API, "Request Quota Endpoint").
const ASKED_AT_MOST_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// The two counts of the billing month, and what was made of them.
pub struct Reconciled {
    pub outputs: Value,
    /// The same for a person.
    pub text: String,
}

/// Asks for the source's count, or takes the answer of the last hour, and lets the lower remaining number hold.
pub async fn run(context: &Context, tracker: Tracker<'_>) -> Result<Reconciled, Failure> {
    let Some(key) = &context.key else {
        let what = "the source's own count needs the API key";
        return Err(Failure::new(Exit::Usage, what, "set EXCHANGERATE_API_KEY; the open access has no count"));
    };
    let now = context.clock.now();
    let before = month(tracker, now).await?;
    let known = answer_of_the_last_hour(context, now).await?;
    let asked_now = known.is_none();
    let (account, asked_at) = match known {
        Some(known) => known,
        None => (ask(context, key.expose()).await?, now),
    };
    let raised = tracker.raise_month(Source::ExchangeRate, account.requests_remaining, now).await?;
    let refresh_day = context.config.quota.exchangerate.refresh_day_of_month;
    if account.refresh_day_of_month != refresh_day {
        tracing::warn!(
            "the account's billing month begins on day {}, quota.exchangerate.refresh_day_of_month says {refresh_day}",
            account.refresh_day_of_month
        );
    }
    Ok(tell(&account, asked_at, asked_now, &before, raised))
}

async fn month(tracker: Tracker<'_>, now: Timestamp) -> Result<UsedPeriod, Failure> {
    let usage = tracker.usage(Source::ExchangeRate, now).await?;
    usage.periods.last().copied().ok_or_else(|| Failure::new(Exit::Fault, "a source without a limit", "report this"))
}

async fn ask(context: &Context, key: &str) -> Result<Account, Failure> {
    let base_url = context.config.sources.exchangerate.url.trim_end_matches('/');
    let request = Request::latest(Endpoint::Quota, "account", format!("{base_url}/v6/{key}/quota"));
    let extraction = Extraction::open(context, Source::ExchangeRate, base_url, env!("CARGO_PKG_VERSION")).await?;
    extraction.account(&request).await
}

/// The receipts tell when the source was asked; a question that failed counts as one.
async fn answer_of_the_last_hour(context: &Context, now: Timestamp) -> Result<Option<(Account, Timestamp)>, Failure> {
    let bronze = context.bronze().await?;
    let paths = bronze.receipt_paths(Source::ExchangeRate).await?;
    let mut asked = paths.iter().filter_map(|path| Some((path, ReceiptName::parse(path)?)));
    let last = asked.rfind(|(_, name)| name.endpoint == Endpoint::Quota && name.fetched_at <= now);
    let Some((path, name)) = last else { return Ok(None) };
    if now.duration_since(name.fetched_at) >= ASKED_AT_MOST_EVERY {
        return Ok(None);
    }
    let asked_at = format_instant(name.fetched_at);
    let receipt = bronze.receipt(path).await?;
    let (true, Some(sha256)) = (receipt.outcome.has_answer(), receipt.sha256) else {
        let what = format!("the source was asked for its count at {asked_at}, and did not answer ({})", receipt.reason);
        return Err(Failure::new(Exit::Source, what, "ask again an hour after that"));
    };
    let key = BronzeKey::Answer { endpoint: Endpoint::Quota, sha256: sha256.clone() };
    let body = bronze.object(&key).await?;
    let account = parse_account(&body).map_err(|_| BronzeError::Rot(sha256))?;
    Ok(Some((account, name.fetched_at)))
}

fn tell(account: &Account, asked_at: Timestamp, asked_now: bool, before: &UsedPeriod, raised: bool) -> Reconciled {
    let by_source = account.plan_quota - account.requests_remaining;
    let remaining = before.remaining().min(account.requests_remaining);
    let asked_at = format_instant(asked_at);
    let outputs = json!({
        "asked_at": asked_at,
        "asked_now": asked_now,
        "plan_quota": account.plan_quota,
        "requests_remaining": account.requests_remaining,
        "counted_by_source": by_source,
        "counted_by_us": before.used,
        "difference": i128::from(by_source) - i128::from(before.used),
        "remaining": remaining,
        "raised": raised,
    });
    let verdict = if raised { "ours is raised to it" } else { "ours stays: the lower remaining number holds" };
    let text = format!(
        "exchangerate counts {by_source} of {} requests (asked at {asked_at}), we count {}: {verdict}, {remaining} are left",
        account.plan_quota, before.used
    );
    Reconciled { outputs, text }
}
