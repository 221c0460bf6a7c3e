//! Making a decision, and taking one back.

use crate::decisions::{self, judged_currency};
use crate::inspect;
use makerates_core::bronze::{BronzeStore, Decision, EVERY_PAIR, Verdict};
use makerates_core::cli::{Context, Report};
use makerates_core::dates::RateDate;
use makerates_core::environment;
use makerates_core::failure::{Exit, Failure};
use makerates_core::iso4217;
use makerates_core::pair::CurrencyPair;
use makerates_core::quota::utc_day;
use serde_json::json;

/// The rates that are meant, and why.
#[derive(Debug, clap::Args)]
pub struct Order {
    /// The pair, against the euro or the dollar, such as EUR/KES; `all` rejects all that a witness says
    pair: String,

    /// Only this witness, such as ECB or ExchangeRate-API [default: whoever speaks]
    #[arg(long, value_name = "WITNESS")]
    witness: Option<String>,

    /// The first market day
    #[arg(long, value_name = "DAY")]
    from: RateDate,

    /// The last market day [default: of an accepted rate --from, of a rejected one until it is revoked]
    #[arg(long, value_name = "DAY")]
    to: Option<RateDate>,

    /// Why, for whoever asks later
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// Who decides [default: the user's name]
    #[arg(long, value_name = "NAME")]
    who: Option<String>,

    /// Take the same decision back; it stays on record
    #[arg(long)]
    revoke: bool,
}

const NEXT: &str = "run `transform`, then `sync-dynamodb`: it takes effect in the next silver";

impl Order {
    /// Writes the decision, or its revocation.
    pub async fn run(self, verdict: Verdict, context: &Context, bronze: &BronzeStore) -> Result<Report, Failure> {
        let mut decision = self.decision(verdict, context)?;
        check_witness(&decision, context)?;
        if self.revoke {
            let known = decisions::read(bronze, context.clock.now()).await?;
            let in_force =
                known.into_iter().rfind(|known| known.revoked.is_none() && known.decision.is_like(&decision));
            let Some(in_force) = in_force else {
                let what = format!("no such decision is in force: {}", told(&decision));
                return Err(usage(what, "see `transform decide ls` for its pair, witness and days"));
            };
            decision = Decision { decision: Verdict::Revoke, revokes: Some(in_force.path), ..decision };
        }
        let path = bronze.put_decision(&decision).await?;
        let text = format!("{} by {}: {}\nnext: {NEXT}", told(&decision), decision.who, decision.reason);
        Ok(Report::new([
            ("decision", json!(path)),
            ("verdict", json!(decision.decision)),
            ("pair", json!(decision.pair)),
            ("witness", json!(decision.witness)),
            ("from", json!(decision.from)),
            ("to", json!(decision.to)),
            ("who", json!(decision.who)),
            ("revokes", json!(decision.revokes)),
            ("next_step", json!(NEXT)),
        ])
        .with_text(text))
    }

    fn decision(&self, verdict: Verdict, context: &Context) -> Result<Decision, Failure> {
        let today = utc_day(context.clock.now());
        let to = self.to.or((verdict == Verdict::Accept).then_some(self.from));
        if to.is_some_and(|to| to < self.from) {
            return Err(usage(format!("--to is before --from {}", self.from), "swap them"));
        }
        if verdict == Verdict::Accept && to.is_some_and(|to| to > today) {
            let what = format!("what nobody has said yet can't be accepted: today is {today}");
            return Err(usage(what, "name days that are over, and accept others when they are"));
        }
        Ok(Decision {
            schema_version: 1,
            decision: verdict,
            pair: self.pair(verdict)?,
            witness: self.witness.clone().filter(|witness| !witness.is_empty()),
            from: self.from,
            to,
            reason: said(&self.reason).ok_or_else(|| usage("--reason is empty", "say why, for whoever asks later"))?,
            who: self.who()?,
            decided_at: context.clock.now(),
            revokes: None,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    fn pair(&self, verdict: Verdict) -> Result<String, Failure> {
        if self.pair == EVERY_PAIR {
            return if verdict == Verdict::Reject && self.witness.is_some() {
                Ok(self.pair.clone())
            } else {
                let what = "`all` is for rejecting what one witness says";
                Err(usage(what, "name a pair, or a --witness to reject"))
            };
        }
        let pair: CurrencyPair = self.pair.parse()?;
        let currency = judged_currency(pair).map_err(|error| {
            usage(error.to_string(), format!("decide on EUR/{} or on EUR/{}", pair.base, pair.quote))
        })?;
        if iso4217::listing(currency).is_none() {
            return Err(usage(format!("{currency} is no currency that is known"), "check the code"));
        }
        Ok(pair.to_string())
    }

    fn who(&self) -> Result<String, Failure> {
        let of_environment = || ["USER", "LOGNAME"].iter().find_map(|name| environment::variable(name));
        let who = self.who.as_deref().and_then(said).or_else(of_environment);
        who.ok_or_else(|| usage("nobody is named as the one who decides", "add --who NAME"))
    }
}

/// A text in which something is said.
fn said(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A witness that silver has never heard of is misspelt: the decision would have no effect, and nobody would know.
fn check_witness(decision: &Decision, context: &Context) -> Result<(), Failure> {
    let Some(witness) = &decision.witness else { return Ok(()) };
    // Without a silver nothing can be said about it.
    let Ok(db) = inspect::open(&context.silver_database()) else { return Ok(()) };
    let query = "select distinct witness from silver.observations order by witness";
    let rows = inspect::query(&db, query, usize::MAX).map_err(crate::error::SilverError::sql("the witnesses"))?;
    let known: Vec<&String> = rows.first.iter().flatten().collect();
    if known.contains(&witness) {
        return Ok(());
    }
    let names = known.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    Err(usage(format!("silver knows no witness {witness}"), format!("one of {names}")))
}

fn told(decision: &Decision) -> String {
    let word = match decision.decision {
        Verdict::Accept => "accepted",
        Verdict::Reject => "rejected",
        Verdict::Revoke => "revoked",
    };
    let witness = decision.witness.as_ref().map(|witness| format!(" of {witness}")).unwrap_or_default();
    let days = match decision.to {
        Some(to) if to == decision.from => format!("on {to}"),
        Some(to) => format!("from {} to {to}", decision.from),
        None => format!("from {} on", decision.from),
    };
    format!("{word} {}{witness} {days}", decision.pair)
}

fn usage(what: impl Into<String>, next: impl Into<String>) -> Failure {
    Failure::new(Exit::Usage, what, next)
}
