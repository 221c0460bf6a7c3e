//! What to do about a signal, in a sentence, and where `docs/runbook.md` has more: said here alone, shown wherever a person
//! is told to look.

use crate::failure::Exit;
use crate::quota::MISCONFIGURED;

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
pub const NO_FRESH_RATES: Advice = advice(
    "No fresh rates",
    "look which step failed (`quota-gate health`), mend it, and run the flow or `just pipeline` again",
);
/// Nobody fetched a day of the ECB.
pub const DAY_MISSING: Advice = advice(
    "No fresh rates",
    "`extract-frankfurter --no-panel --from DAY --to DAY` asks for what is missing; then `transform` and `sync-dynamodb`",
);
/// A source did not answer, or with an old day.
pub const SOURCE_FAILED: Advice = advice(
    "Source failed",
    "`transform bronze ls --date DAY` shows what came; run the flow again when the source is back",
);
/// ExchangeRate-API refused our key or account, or there is none that can be read.
pub const KEY_REFUSED: Advice = advice(
    "Source failed",
    "mend EXCHANGERATE_API_KEY (or the file of sources.exchangerate.key_file), then run the flow again",
);
/// Frankfurter, which asks for no key, refused this machine.
pub const MACHINE_REFUSED: Advice = advice(
    "Source failed",
    "it refuses this machine: look at sources.frankfurter.url, or ask who runs it; the other source carries on",
);
/// A setting can't be used.
pub const SETTING_BROKEN: Advice =
    advice("Step failed", "mend the setting that the message names (`--show-config` shows where it comes from)");
/// A source failed too often in a row.
pub const CIRCUIT_OPEN: Advice =
    advice("Circuit open", "wait: `quota-gate check` says when it is asked again, and then it mends itself");
/// A source said that it must not be asked for a while.
pub const BLOCKED: Advice = advice(
    "Source failed",
    "wait until then, it is asked again by itself: `transform bronze ls --date DAY` has what it said",
);
/// A source's requests are nearly used, or used up as it says itself.
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
    "is the new level the market's? then `transform decide accept PAIR --from DAY --reason TEXT`; a mistake mends itself",
);
/// Silver was not built.
pub const SILVER_BROKEN: Advice =
    advice("Silver broken", "the old silver stays and nothing is published: report the message");
/// Answers that bronze had are gone, or damaged.
pub const BRONZE_LOST: Advice = advice(
    "Bronze has lost an answer",
    "restore it from a backup, or ask for its days again with --refresh; the old silver stays until then",
);
/// A decision or a receipt that bronze had is gone, or damaged.
pub const RECORD_LOST: Advice = advice(
    "Bronze has lost an answer",
    "restore the object that the message names from a backup; the old silver stays until then",
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

/// What to do about a step whose last run failed: by its name, its error, and its exit code.
#[must_use]
pub fn of_step(step: &str, error: &str, exit_code: u8) -> Advice {
    match step {
        _ if error.contains(MISCONFIGURED) => of_misconfigured(step, error),
        "transform" if error.contains("bronze has lost") && error.contains("answers/") => BRONZE_LOST,
        "transform" if error.contains("bronze has lost") || error.contains("the decision ") => RECORD_LOST,
        "transform" if error.contains("the clock stands at") => WRONG_CLOCK,
        // What its invariants say is a fault of ours; of all else the exit code tells whose it is.
        "transform" if exit_code == Exit::Quality as u8 => SILVER_BROKEN,
        "transform-quality" if exit_code == Exit::Quality as u8 => of_checks(error),
        "sync-dynamodb" => SYNC_FAILED,
        step if step.starts_with("extract-") => SOURCE_FAILED,
        _ => STEP_FAILED,
    }
}

/// What to do about the checks that a text names. A rate that jumped is nearly always among them, and keeps for longest.
#[must_use]
pub fn of_checks(checks: &str) -> Advice {
    match checks {
        _ if checks.contains("_are_fresh") => NO_FRESH_RATES,
        _ if checks.contains("no_conflict_of_late") || checks.contains("no_suspect_answer_of_late") => CONFLICTS,
        _ if checks.contains("no_unusual_rate_of_late") => JUMPED,
        _ if checks.contains("days_follow_each_other") => DAY_MISSING,
        // Where nothing came there is nothing to decide.
        _ if checks.contains("answers_are_") || checks.contains("panel_has_answered") => SOURCE_FAILED,
        _ => CONFLICTS,
    }
}

fn of_misconfigured(step: &str, error: &str) -> Advice {
    let is_of_key = error.contains("the API key can't be used") || error.contains("the key file ");
    match step {
        "sync-dynamodb" if error.contains("a time to come") => WRONG_CLOCK,
        "sync-dynamodb" => SYNC_FAILED,
        _ if is_of_key => KEY_REFUSED,
        _ if error.contains("can't be used") || error.contains("public host") => SETTING_BROKEN,
        "extract-frankfurter" => MACHINE_REFUSED,
        _ => KEY_REFUSED,
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
            DAY_MISSING,
            SOURCE_FAILED,
            KEY_REFUSED,
            MACHINE_REFUSED,
            SETTING_BROKEN,
            BLOCKED,
            RECORD_LOST,
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

    #[test]
    fn what_fails_the_checks_at_once_is_told_before_what_jumped() {
        let of = |error: &str| of_step("transform-quality", error, Exit::Quality as u8);
        let jumped = "no_unusual_rate_of_late: 2026-09-28 EUR/AOA";
        assert_eq!(of(jumped), JUMPED);
        assert_eq!(of(&format!("{jumped} | rates_are_fresh: 2026-09-28 EUR/USD")), NO_FRESH_RATES);
        assert_eq!(of(&format!("no_conflict_of_late: 2026-09-28 EUR/MXN | {jumped}")), CONFLICTS);
        assert_eq!(of(&format!("no_suspect_answer_of_late: 2026-09-28 | {jumped}")), CONFLICTS);
        assert_eq!(of_step("transform-quality", jumped, Exit::Storage as u8), STEP_FAILED, "silver can't be read");
        assert_eq!(of("days_follow_each_other: 2026-09-25 ECB"), DAY_MISSING);
        for nothing_came in ["answers_are_usable", "answers_are_complete", "answers_are_readable", "panel_has_answered"]
        {
            assert_eq!(of(nothing_came), SOURCE_FAILED, "{nothing_came}");
        }
    }

    #[test]
    fn what_is_misconfigured_is_mended_where_it_stands() {
        let of = |step: &str, error: &str| of_step(step, error, Exit::Usage as u8);
        let refused = "did not answer latest (misconfigured: HTTP 403, forbidden)";
        assert_eq!(of("extract-frankfurter", refused), MACHINE_REFUSED);
        assert_eq!(of("extract-exchangerate", refused), KEY_REFUSED);
        let unreadable = "misconfigured: the key file /k can't be read";
        assert_eq!(of("quota-gate-check", unreadable), KEY_REFUSED);
        assert_eq!(of("extract-exchangerate", "misconfigured: the API key can't be used: the API key"), KEY_REFUSED);
        let in_folder_of_keys = "misconfigured: http.ca_file can't be used: /etc/keys/ca.pem";
        assert_eq!(of("extract-exchangerate", in_folder_of_keys), SETTING_BROKEN);
        let bare = "misconfigured: the API key would go to a public host without encryption";
        assert_eq!(of("extract-exchangerate", bare), SETTING_BROKEN);
        let ahead = "misconfigured: nothing was published: silver 2027 is published, which knows of a time to come";
        assert_eq!(of("sync-dynamodb", ahead), WRONG_CLOCK);
        assert_eq!(of("sync-dynamodb", "misconfigured: gold.bases has USN"), SYNC_FAILED);
    }

    #[test]
    fn only_a_silver_that_breaks_its_own_invariants_is_reported() {
        let of = |error: &str, exit: Exit| of_step("transform", error, exit as u8);
        assert_eq!(of("the new silver breaks its own invariants: x", Exit::Quality), SILVER_BROKEN);
        assert_eq!(of("silver failed: bronze has lost 1 answer: answers/x", Exit::Storage), BRONZE_LOST);
        let receipts = "silver failed: bronze has lost 2 receipts: the current silver knew of more";
        assert_eq!(of(receipts, Exit::Storage), RECORD_LOST);
        assert_eq!(of("bronze failed: the decision decisions/x can't be read", Exit::Storage), RECORD_LOST);
        let behind =
            "silver failed: the current silver was built at 2026-09-29T08:00:00Z, and the clock stands at 2026-09-29";
        assert_eq!(of(behind, Exit::Storage), WRONG_CLOCK);
        assert_eq!(of("silver failed: creating /x: no space left", Exit::Storage), STEP_FAILED);
    }
}
