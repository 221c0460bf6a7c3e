use super::{Silver, given};
use crate::models::CHECKS;

/// A silver of two sources in which nothing is wrong.
fn clean() -> Silver {
    given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 JPY=179.7
         2026-09-26T06:00:00Z API 2026-09-26 EUR=0.87786534 JPY=157.2951858 AED=3.6725
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333 AED=3.6725",
    )
    .silver()
}

/// The same with a conflict over the peso.
fn with_conflict() -> Silver {
    given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 MXN=20.2133
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 MXN=18.00541451",
    )
    .silver()
}

/// Commits the offence in a clean silver, and tells what the check finds.
fn found_after(offence: &str, check: &str) -> Vec<String> {
    let silver = clean();
    silver.execute(offence);
    silver.offenders(check)
}

#[test]
fn a_clean_silver_passes_every_check() {
    let silver = clean();
    for check in CHECKS {
        assert_eq!(silver.offenders(check.name()), Vec::<String>::new(), "{}", check.path);
    }
}

#[test]
fn an_unreadable_answer_is_told() {
    let offence = "update bronze.answers set unreadable_reason = 'not_json: EOF' where sha256 = 'a1'";
    assert_eq!(found_after(offence, "answers_are_readable"), ["note | a1 | frankfurter | v1 | not_json: EOF"]);
    let newest = "update bronze.answers set unreadable_reason = 'not_json: EOF' where sha256 = 'a4'";
    assert_eq!(found_after(newest, "answers_are_readable"), ["warning | a4 | exchangerate | open | not_json: EOF"]);
}

#[test]
fn an_observation_with_two_values_is_told() {
    let offence = "insert into silver.observations from silver.observations where witness = 'ECB' and currency = 'JPY'";
    assert_eq!(
        found_after(offence, "observations_have_one_identity"),
        ["frankfurter | ECB | 2026-09-25 | JPY | 2", "frankfurter | ECB | 2026-09-28 | JPY | 2"]
    );
}

#[test]
fn a_verdict_that_is_double_unknown_or_without_its_evidence_is_told() {
    let monday = "rate_date = '2026-09-28' and currency";
    for offence in [
        format!("insert into silver.consensus from silver.consensus where {monday} = 'JPY'"),
        format!("update silver.consensus set verdict = 'fine' where {monday} = 'JPY'"),
        format!("update silver.consensus set publisher = null where {monday} = 'JPY'"),
        format!("update silver.consensus set suspects = ['ECB'] where {monday} = 'JPY'"),
        format!("update silver.consensus set verdict = 'unwitnessed' where {monday} = 'JPY'"),
    ] {
        let found = found_after(&offence, "consensus_has_one_verdict");
        assert!(found.len() == 1 && found[0].starts_with("2026-09-28 | JPY"), "{offence}: {found:?}");
    }
    let offence = format!("update silver.consensus set verdict = 'consensus' where {monday} = 'AED'");
    assert_eq!(found_after(&offence, "consensus_has_one_verdict"), ["2026-09-28 | AED | 1 | consensus"]);
}

#[test]
fn a_witness_that_is_stale_later_or_was_never_heard_is_told() {
    let check = "witnesses_are_recent_and_never_later";
    let of_ecb = "where rate_date = '2026-09-28' and currency = 'JPY' and witness = 'ECB'";
    for age_days in [6, -1, 1] {
        let offence = format!("update silver.deviations set age_days = {age_days} {of_ecb}");
        assert_eq!(found_after(&offence, check), [format!("2026-09-28 | JPY | ECB | {age_days}")]);
    }
    let on_friday = format!("update silver.deviations set age_days = 3 {of_ecb}");
    assert_eq!(found_after(&on_friday, check), Vec::<String>::new());
    let on_saturday = format!("update silver.deviations set rate_date = '2026-09-26' {of_ecb}");
    assert_eq!(found_after(&on_saturday, check), ["2026-09-26 | JPY | ECB | 0"]);
}

#[test]
fn a_validated_rate_that_is_double_or_lacks_something_is_told() {
    let dirham = "rate_date = '2026-09-28' and currency = 'AED'";
    for offence in [
        format!("insert into silver.validated_rates from silver.validated_rates where {dirham}"),
        format!("update silver.validated_rates set rate = 0 where {dirham}"),
        format!("update silver.validated_rates set base_currency = 'AED' where {dirham}"),
        format!("update silver.validated_rates set published_at = null where {dirham}"),
        format!("update silver.validated_rates set validation_status = 'conflict' where {dirham}"),
        format!("update silver.validated_rates set answers = [] where {dirham}"),
        format!("update silver.validated_rates set witness_count = 2 where {dirham}"),
    ] {
        let found = found_after(&offence, "validated_rates_are_complete");
        assert!(found.len() == 1 && found[0].starts_with("2026-09-28 | AED"), "{offence}: {found:?}");
    }
}

#[test]
fn digits_that_no_source_wrote_are_told() {
    let check = "validated_rates_are_observed_digits";
    let offence = "update silver.validated_rates set rate = 1.1379 where rate_date = '2026-09-28' and currency = 'USD'";
    assert_eq!(found_after(offence, check), ["2026-09-28 | USD | 1.1379"]);
    let offence = "update silver.validated_rates set rate_date = '2026-09-24' where rate_date = '2026-09-25' and currency = 'USD'";
    assert_eq!(found_after(offence, check), ["2026-09-24 | USD | 1.1403"]);
}

#[test]
fn a_conflict_that_is_published_or_not_in_quarantine_is_told() {
    let check = "conflicts_are_not_published";
    assert_eq!(with_conflict().offenders(check), Vec::<String>::new());
    let silver = with_conflict();
    silver.execute("delete from silver.quarantine");
    assert_eq!(silver.offenders(check), ["2026-09-28 | MXN | conflict"]);
    let silver = with_conflict();
    silver.execute("update silver.validated_rates set currency = 'MXN' where currency = 'USD'");
    assert_eq!(silver.offenders(check)[0], "2026-09-28 | MXN | conflict");
}

#[test]
fn a_withheld_rate_that_is_validated_is_told() {
    let check = "withheld_rates_are_not_validated";
    assert_eq!(with_conflict().offenders(check), Vec::<String>::new());
    let silver = with_conflict();
    silver.execute("update silver.validated_rates set quote_currency = 'MXN' where currency = 'USD'");
    assert_eq!(silver.offenders(check), ["2026-09-28 | ECB | EUR/MXN | cross_source_deviation"]);
}

#[test]
fn a_conflict_of_the_newest_day_calls_a_person_and_one_of_the_last_seven_is_told() {
    let check = "no_conflict_of_late";
    let usual = "usual are 0.25 %; wrong with a probability of 24.4 %";
    let silver = with_conflict();
    assert_eq!(
        silver.offenders(check),
        [
            format!("critical | 2026-09-28 | EUR/MXN | ECB | -1.18 % off ExchangeRate-API, {usual}"),
            format!("critical | 2026-09-28 | USD/MXN | ExchangeRate-API | 1.20 % off ECB, {usual}"),
        ]
    );
    silver.execute(
        "insert into silver.consensus (rate_date, currency, verdict) values ('2026-09-29', 'MXN', 'unwitnessed')",
    );
    assert!(silver.offenders(check).iter().all(|row| row.starts_with("note | 2026-09-28")), "the next day has its own");
    silver.execute("update bronze.settings set known_until = '2026-10-06 06:00:00'");
    assert_eq!(silver.offenders(check), Vec::<String>::new());
}

#[test]
fn a_rate_that_is_none_is_told_for_seven_days() {
    let check = "no_suspicious_rate_of_late";
    let silver = given("2026-09-28T15:05:00Z ECB 2026-09-28 USD=0 JPY=178.5").silver();
    let told = "2026-09-28 | ECB | EUR/USD | zero_rate | the source wrote 0 for USD";
    assert_eq!(silver.offenders(check), [format!("warning | {told}")]);
    silver.execute(
        "insert into bronze.rates by name select * replace (date '2026-09-29' as rate_date) from bronze.rates",
    );
    assert_eq!(silver.offenders(check), [format!("note | {told}")], "the source has answered since");
    silver.execute("update bronze.settings set known_until = '2026-10-06 06:00:00'");
    assert_eq!(silver.offenders(check), Vec::<String>::new());
}

#[test]
fn a_pair_with_two_rates_or_without_its_legs_is_told() {
    let check = "pairs_are_published_once";
    let offence = "insert into silver.sound_legs from silver.sound_legs
        where rate_date = '2026-09-28' and witness = 'ECB' and leg_currency = 'USD'";
    assert!(found_after(offence, check).contains(&"2026-09-28 | EUR | USD | 2".to_owned()));
    let offence = "update silver.sound_legs set rate = null
        where rate_date = '2026-09-28' and witness = 'ECB' and leg_currency = 'USD'";
    assert!(found_after(offence, check).contains(&"2026-09-28 | EUR | USD | 1".to_owned()));
}

#[test]
fn a_latest_rate_that_is_missing_or_older_is_told() {
    let check = "latest_rates_are_the_newest";
    assert_eq!(found_after("delete from silver.latest_rates where currency = 'AED'", check), ["AED | 2026-09-28 |"]);
    let offence = "update silver.latest_rates set rate_date = '2026-09-25' where currency = 'AED'";
    assert_eq!(found_after(offence, check), ["AED | 2026-09-28 | 2026-09-25"]);
}

#[test]
fn a_dollar_that_is_not_of_the_day_that_is_due_calls_a_person() {
    let check = "rates_are_fresh";
    let silver = clean();
    assert_eq!(silver.offenders_at(check, "2026-09-30T05:59:59Z"), Vec::<String>::new(), "Monday's is what there is");
    assert_eq!(
        silver.offenders_at(check, "2026-09-30T06:00:00Z"),
        ["EUR/USD | its newest validated rate is of 2026-09-28, | 2026-09-29 is due"]
    );
    assert_eq!(silver.offenders_at(check, "2026-11-28T12:00:00Z").len(), 1, "however long nobody has asked");
    assert_eq!(
        found_after("delete from silver.latest_rates where currency = 'USD'", check),
        ["EUR/USD | it has no validated rate, | 2026-09-28 is due"]
    );
}

/// On a TARGET holiday the feed has a market day, and the ECB has none.
#[test]
fn where_the_ecb_alone_is_asked_its_holidays_are_no_day_that_is_due() {
    let silver = given("2024-03-28T15:05:00Z ECB 2024-03-28 USD=1.0811").silver();
    let easter_tuesday = "2024-04-02T12:00:00Z";
    for check in ["rates_are_fresh", "sources_are_fresh"] {
        assert_eq!(silver.offenders_at(check, easter_tuesday), Vec::<String>::new(), "{check}");
        assert_eq!(silver.offenders_at(check, "2024-04-03T12:00:00Z").len(), 1, "{check}");
    }
}

#[test]
fn a_witness_that_was_found_wrong_is_worth_a_look_on_the_newest_day_alone() {
    let check = "no_blame_of_late";
    let silver = clean();
    silver.execute(
        "insert into silver.quarantine by name
         select rate_date, base_currency, quote_currency, witness, 'consensus' as layer, 'blamed' as rule, 'far off' as evidence
         from silver.aligned where currency = 'JPY' and witness = 'ECB'",
    );
    assert_eq!(
        silver.offenders(check),
        ["note | 2026-09-25 | EUR/JPY | ECB | far off", "warning | 2026-09-28 | EUR/JPY | ECB | far off"]
    );
}
