//! A person's decision admits or shuts out what a source said, and changes no digit.

use super::given;
use super::given::Given;

fn conflict() -> Given {
    given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 MXN=20.2133
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 MXN=18.00541451",
    )
}

const PESO: &str = "silver.validated_rates where currency = 'MXN'";

#[test]
fn of_a_conflict_the_accepted_witness_is_published_with_its_own_digits() {
    conflict().silver().expect(PESO, "publisher");
    for (witness, row) in
        [("ECB", "ECB | 20.2133 | resolved"), ("ExchangeRate-API", "ExchangeRate-API | 18.00541451 | resolved")]
    {
        let silver = conflict().decided(&format!("accept EUR/MXN {witness} 2026-09-28 2026-09-28")).silver();
        silver.expect(PESO, &format!("publisher | digits | validation_status\n{row}"));
        silver.expect("silver.decisions", "verdict | rate_count | author\naccept | 1 | ann");
        for check in ["consensus_has_one_verdict", "deviations_are_complete", "withheld_rates_are_not_validated"] {
            assert_eq!(silver.offenders(check), Vec::<String>::new(), "{check}");
        }
    }
}

#[test]
fn a_rejected_witness_neither_speaks_nor_is_published() {
    let silver = conflict().decided("reject USD/MXN ExchangeRate-API 2026-09-28 2026-10-02").silver();
    silver.expect(PESO, "publisher | validation_status\nECB | unwitnessed");
    silver.expect(
        "silver.quarantine",
        "witness | layer | rule | evidence\nExchangeRate-API | decision | rejected | rejected by ann: the bank said so",
    );
    assert_eq!(silver.offenders("quarantine_names_its_rule"), Vec::<String>::new());
}

#[test]
fn all_that_a_witness_says_can_be_rejected() {
    let silver = conflict().decided("reject all ExchangeRate-API 2026-09-28 2026-09-28").silver();
    silver.expect("silver.consensus", "distinct witness_count | publisher\n1 | ECB");
    silver.expect("silver.decisions", "verdict | rate_count\nreject | 2");
}

#[test]
fn a_decision_of_other_days_or_witnesses_has_no_effect_and_says_so() {
    for other in [
        "accept EUR/MXN ECB 2026-09-25 2026-09-25",
        "accept EUR/MXN BOC 2026-09-28 2026-09-28",
        "accept EUR/USD ECB 2026-09-28 2026-09-28",
    ] {
        let silver = conflict().decided(other).silver();
        silver.expect(PESO, "publisher");
        silver.expect("silver.decisions", "rate_count\n0");
    }
}

#[test]
fn an_official_rate_that_a_person_accepted_is_published() {
    let official = || given("2026-09-25T06:00:00Z API 2026-09-25 EUR=0.88 CUP=24 AED=3.6725");
    let silver = official().decided("accept USD/CUP * 2026-09-24 2026-09-24").silver();
    silver.expect("silver.validated_rates where currency = 'CUP'", "digits | validation_status\n24 | unwitnessed");
    silver.expect("silver.unwitnessed_rates where currency = 'CUP'", "rule | overruled\n| restricted_regime");
    assert_eq!(silver.offenders("restricted_rates_are_witnessed"), Vec::<String>::new());
}

/// Nobody has accepted what was said afterwards, nor one of two without naming it.
#[test]
fn only_what_had_been_said_and_is_clear_is_accepted() {
    let later = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 MXN=20.2133
         2026-10-02T06:00:00Z API 2026-09-29 EUR=0.88022588 MXN=18.00541451",
    );
    let silver = later.decided("accept EUR/MXN ExchangeRate-API 2026-09-28 2026-09-28").silver();
    silver.expect(PESO, "publisher");
    let silver = conflict().decided("accept EUR/MXN * 2026-09-28 2026-09-28").silver();
    silver.expect(PESO, "publisher");
    silver.expect("silver.decisions", "rate_count\n0");
}

/// A person's word goes before what the models would have believed: nothing is derived from the other one any more.
#[test]
fn whoever_contradicts_what_was_accepted_is_blamed() {
    let silver = conflict().decided("accept EUR/MXN ExchangeRate-API 2026-09-28 2026-09-28").silver();
    silver.expect(
        "silver.deviations where currency = 'MXN'",
        "witness | is_accepted | is_blamed\nECB | false | true\nExchangeRate-API | true | false",
    );
}

#[test]
fn the_last_decision_holds() {
    let silver = conflict()
        .decided("reject EUR/MXN ECB 2026-09-28 2026-09-28")
        .decided("accept EUR/MXN ECB 2026-09-28 2026-09-28")
        .silver();
    silver.expect(PESO, "publisher\nECB");
}
