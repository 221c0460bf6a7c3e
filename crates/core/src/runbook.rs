//! What to do about a signal, in a sentence, and where `docs/runbook.md` has more: said here alone, shown wherever a person
//! is told to look.

/// What to do about something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// The next step.
    pub next: &'static str,
    /// The heading of the runbook that has more.
    pub heading: &'static str,
}

impl Advice {
    /// The place in the runbook, as a link of its page has it.
    #[must_use]
    pub fn place(self) -> String {
        format!("docs/runbook.md#{}", self.heading.to_lowercase().replace(' ', "-"))
    }
}

const fn advice(heading: &'static str, next: &'static str) -> Advice {
    Advice { next, heading }
}

/// The due market day is missing.
pub const NO_FRESH_RATES: Advice =
    advice("No fresh rates", "see below which step failed, mend it, and run the flow or `just pipeline` again");
/// A source did not answer, or with an old day.
pub const SOURCE_FAILED: Advice = advice(
    "Source failed",
    "`transform bronze ls --date DAY` shows what came; run the flow again when the source is back",
);
/// A source refused our key or account.
pub const MISCONFIGURED: Advice = advice("Source failed", "mend EXCHANGERATE_API_KEY, then run the flow again");
/// A source failed too often in a row.
pub const CIRCUIT_OPEN: Advice =
    advice("Circuit open", "wait: `quota-gate check` says when it is asked again, and then it mends itself");
/// A source's requests are nearly used, or it said that it must not be asked.
pub const QUOTA_NEARLY_USED: Advice =
    advice("Quota nearly used", "`quota-gate history` shows on which day; the other source carries on");
/// Witnesses contradict each other, or an answer is suspect as a whole.
pub const CONFLICTS: Advice = advice(
    "Conflicts",
    "`transform explain PAIR`, compare with a third place, then `transform decide` or wait for the next answer",
);
/// A rate jumped, and nobody confirms the new level.
pub const JUMPED: Advice = advice(
    "A rate jumped",
    "is the new level the market's? then `transform decide accept PAIR --from DAY`; a mistake mends itself",
);
/// Silver was not built.
pub const SILVER_BROKEN: Advice =
    advice("Silver broken", "the old silver stays and nothing is published: report the message");
/// Answers that bronze had are gone, or damaged.
pub const BRONZE_LOST: Advice = advice(
    "Bronze has lost an answer",
    "restore it from a backup, or ask for its days again with --refresh; the old silver stays until then",
);
/// The clock is behind what was counted.
pub const WRONG_CLOCK: Advice = advice("Wrong clock", "mend the clock before anything else runs");
/// Gold was not written whole.
pub const SYNC_FAILED: Advice =
    advice("Sync failed", "mend what the message names, and run `sync-dynamodb` again: it writes what is missing");
/// Any other step failed.
pub const STEP_FAILED: Advice = advice("Step failed", "the exit code says whose fault it is; mend it and run it again");
/// A currency gets no new rate.
pub const LATEST_IS_OLD: Advice =
    advice("LATEST is old", "`transform explain PAIR` tells since when, and by which rule it is withheld");

/// What to do about a step whose last run failed: by its name, its error, and whether a store was the cause.
#[must_use]
pub fn of_step(step: &str, error: &str, is_storage: bool) -> Advice {
    match step {
        "transform" if error.contains("bronze has lost") => BRONZE_LOST,
        "transform" => SILVER_BROKEN,
        // No rate is to be explained by a silver that can't be read.
        "transform-quality" if is_storage => STEP_FAILED,
        "transform-quality" if error.contains("no_unusual_rate_of_late") => JUMPED,
        "transform-quality" if error.contains("_are_fresh") => NO_FRESH_RATES,
        "transform-quality" => CONFLICTS,
        "sync-dynamodb" => SYNC_FAILED,
        step if step.starts_with("extract-") && error.contains("misconfigured") => MISCONFIGURED,
        step if step.starts_with("extract-") => SOURCE_FAILED,
        _ => STEP_FAILED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_is_in_the_runbook() {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/runbook.md")).unwrap();
        let all = [
            NO_FRESH_RATES,
            SOURCE_FAILED,
            MISCONFIGURED,
            CIRCUIT_OPEN,
            QUOTA_NEARLY_USED,
            CONFLICTS,
            JUMPED,
            SILVER_BROKEN,
            BRONZE_LOST,
            WRONG_CLOCK,
            SYNC_FAILED,
            STEP_FAILED,
            LATEST_IS_OLD,
        ];
        for advice in all {
            assert!(page.contains(&format!("\n## {}\n", advice.heading)), "{}", advice.heading);
        }
        assert_eq!(JUMPED.place(), "docs/runbook.md#a-rate-jumped");
    }
}
