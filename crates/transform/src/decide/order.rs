//! Making a decision, and taking one back.

use super::heard::{self, usage};
use crate::decisions::{self, RecordedDecision, judged_currency};
use makerates_core::bronze::{BronzeStore, Decision, EVERY_PAIR, Verdict};
use makerates_core::cli::{Context, Success};
use makerates_core::clock::format_instant;
use makerates_core::environment;
use makerates_core::failure::Failure;
use makerates_core::unpublished;
use makerates_domain::currency::CurrencyCode;
use makerates_domain::dates::{RateDate, utc_day};
use makerates_domain::iso4217;
use makerates_domain::pair::CurrencyPair;
use serde_json::json;

/// The rates that are meant, and why.
#[derive(Debug, clap::Args)]
pub struct Order {
    /// The pair, against the euro or the dollar, such as EUR/KES; `all` rejects all that a witness says
    pair: String,

    /// Only this witness, such as ECB or ExchangeRate-API [default: of a rejected rate whoever speaks; of an accepted one
    /// the only one who does]
    #[arg(long, value_name = "WITNESS")]
    witness: Option<String>,

    /// The first market day
    #[arg(long, value_name = "DAY")]
    from: RateDate,

    /// The last market day [default: --from]
    #[arg(long, value_name = "DAY")]
    to: Option<RateDate>,

    /// Why, in one line, for whoever asks later
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// Who decides [default: the name of the user, where the environment has it]
    #[arg(long, value_name = "NAME")]
    who: Option<String>,

    /// Take the same decision back; it stays on record
    #[arg(long)]
    revoke: bool,
}

const NEXT: &str = "run `transform`, `transform quality` and `sync-dynamodb`: it takes effect in the next silver";

impl Order {
    /// Writes the decision, or its revocation.
    pub async fn run(self, verdict: Verdict, context: &Context, bronze: &BronzeStore) -> Result<Success, Failure> {
        let decision = self.decision(verdict, context)?;
        let mut alike = decisions::read(bronze, context.clock.now()).await?;
        alike.retain(|known| known.revoked.is_none() && known.decision.is_like(&decision));
        if self.revoke {
            return revoke(decision, alike, bronze).await;
        }
        if let Some(known) = alike.first() {
            let at = format_instant(known.decision.decided_at);
            let text = format!("{} already by {} at {at}: nothing is written", told(&decision), known.decision.who);
            return Ok(success(&decision, std::slice::from_ref(&known.path), text));
        }
        heard::check(&decision, self.currency()?, context).await?;
        let path = bronze.put_decision(&decision).await?;
        let text = format!("{} by {}: {}\nnext: {NEXT}", told(&decision), decision.who, decision.reason);
        Ok(success(&decision, &[path], text))
    }

    fn decision(&self, verdict: Verdict, context: &Context) -> Result<Decision, Failure> {
        let today = utc_day(context.clock.now());
        let to = self.to.unwrap_or(self.from);
        if to < self.from {
            return Err(usage(format!("--to is before --from {}", self.from), "swap them"));
        }
        if verdict == Verdict::Accept && to > today {
            let what = format!("what nobody has said yet can't be accepted: today is {today}");
            return Err(usage(what, "name days that are over, and accept others when they are"));
        }
        Ok(Decision {
            schema_version: 1,
            decision: verdict,
            pair: self.pair(verdict)?,
            witness: self.witness.clone().filter(|witness| !witness.is_empty()),
            from: self.from,
            to: Some(to),
            reason: said(&self.reason).ok_or_else(|| {
                usage("--reason says nothing, or is more than a line", "say why, in one line, for whoever asks later")
            })?,
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
        // Its fixed rate goes before whatever a source says.
        if let Some(known) = unpublished::replaced(pair, self.from).filter(|_| verdict == Verdict::Accept) {
            return Err(usage(known.why, known.next));
        }
        match self.currency()?.filter(|currency| iso4217::listing(*currency).is_none()) {
            Some(currency) => Err(usage(format!("{currency} is no currency that is known"), "check the code")),
            None => Ok(pair.to_string()),
        }
    }

    /// The currency that is judged; none for all of a witness's.
    fn currency(&self) -> Result<Option<CurrencyCode>, Failure> {
        if self.pair == EVERY_PAIR {
            return Ok(None);
        }
        let pair: CurrencyPair = self.pair.parse()?;
        judged_currency(pair)
            .map(Some)
            .map_err(|error| usage(error.to_string(), format!("decide on EUR/{} or on EUR/{}", pair.base, pair.quote)))
    }

    fn who(&self) -> Result<String, Failure> {
        let who = self.who.as_deref().and_then(said).or_else(name_of_environment);
        who.ok_or_else(|| usage("nobody is named as the one who decides", "add --who NAME"))
    }
}

/// The name of the user; none under a service manager, or in a container.
pub fn name_of_environment() -> Option<String> {
    ["USER", "LOGNAME"].iter().find_map(|name| environment::variable(name))
}

/// Takes back every decision that says the same; each stays on record.
async fn revoke(decision: Decision, alike: Vec<RecordedDecision>, bronze: &BronzeStore) -> Result<Success, Failure> {
    if alike.is_empty() {
        let what = format!("no such decision is in force: {}", told(&decision));
        return Err(usage(what, "see `transform decide ls` for its pair, witness and days"));
    }
    let (mut paths, mut revocation) = (Vec::new(), Decision { decision: Verdict::Revoke, ..decision });
    for known in alike {
        revocation.revokes = Some(known.path);
        paths.push(bronze.put_decision(&revocation).await?);
    }
    let text = format!("{} by {}: {}\nnext: {NEXT}", told(&revocation), revocation.who, revocation.reason);
    Ok(success(&revocation, &paths, text))
}

fn success(decision: &Decision, paths: &[String], text: String) -> Success {
    Success::new([
        ("decisions", json!(paths)),
        ("verdict", json!(decision.decision)),
        ("pair", json!(decision.pair)),
        ("witness", json!(decision.witness)),
        ("from", json!(decision.from)),
        ("to", json!(decision.to)),
        ("who", json!(decision.who)),
        ("next_step", json!(NEXT)),
    ])
    .with_text(text)
}

/// A line in which something is said, and which steers no terminal.
fn said(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty() && !text.chars().any(char::is_control))
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
