//! The checks of what is believed: each finds what offends it, and nothing where nothing does.

use super::given;
use super::given::Silver;
use std::fmt::Write as _;

fn three_days() -> Silver {
    given(
        "2026-09-24T15:05:00Z ECB 2026-09-24 USD=1.1390 JPY=179.1
         2026-09-25T06:00:00Z API 2026-09-25 EUR=0.87796 JPY=157.24 AED=3.6725 CUP=24
         2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 JPY=179.7
         2026-09-26T06:00:00Z API 2026-09-26 EUR=0.87686534 JPY=157.55 AED=3.6725 CUP=24
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.87922588 JPY=156.9 AED=3.6725 CUP=26.5",
    )
    .silver()
}

#[test]
fn a_sound_silver_offends_none_of_them() {
    let silver = three_days();
    for check in [
        "deviations_are_complete",
        "quarantine_names_its_rule",
        "restricted_rates_are_witnessed",
        "no_suspect_answer_of_late",
        "answers_are_complete",
        "answers_are_usable",
        "sources_are_fresh",
        "days_follow_each_other",
        "panel_has_answered",
        "no_blame_of_late",
        "no_unusual_rate_of_late",
        "no_restatement_of_late",
        "currencies_neither_vanish_nor_come",
    ] {
        assert_eq!(silver.offenders(check), Vec::<String>::new(), "{check}");
    }
}

#[test]
fn a_broken_promise_is_told() {
    let yen = "rate_date = '2026-09-28' and currency = 'JPY' and witness = 'ECB'";
    for (check, offence) in [
        ("deviations_are_complete", format!("insert into silver.deviations from silver.deviations where {yen}")),
        ("deviations_are_complete", format!("update silver.deviations set fault_probability = 1.1 where {yen}")),
        ("deviations_are_complete", format!("update silver.deviations set spread_pct = 0 where {yen}")),
        ("deviations_are_complete", format!("update silver.deviations set is_blamed = true where {yen}")),
        ("quarantine_names_its_rule", "update silver.quarantine set rule = '' where rate_date = '2026-09-28'".to_owned()),
        ("quarantine_names_its_rule", "update silver.quarantine set layer = 'hunch' where rate_date = '2026-09-28'".to_owned()),
        ("restricted_rates_are_witnessed", "update silver.validated_rates set rate_regime = 'official' where rate_date = '2026-09-28' and currency = 'AED'".to_owned()),
    ] {
        let silver = three_days();
        silver.execute(&offence);
        assert!(!silver.offenders(check).is_empty(), "{check}: {offence}");
    }
}

/// Who copies the ECB says on a TARGET holiday what that one said the day before.
#[test]
fn a_copy_that_repeats_itself_calls_nobody() {
    let found = |copy_of: &str| {
        let silver = three_days();
        silver.execute(&format!(
            "update silver.answer_checks set copy_of = {copy_of} where witness = 'ECB';
             update silver.answer_checks set is_suspect = true, copy_of = null
             where witness = 'ECB' and rate_date = (select max(rate_date) from silver.answer_checks where witness = 'ECB')"
        ));
        silver.offenders("no_suspect_answer_of_late").join("").split(" | ").next().map(str::to_owned)
    };
    assert_eq!(found("null").as_deref(), Some("critical"));
    assert_eq!(found("'ExchangeRate-API'").as_deref(), Some("note"));
}

#[test]
fn a_source_that_fell_silent_is_told() {
    let silver = given(
        "2026-09-18T15:05:00Z ECB 2026-09-18 USD=1.1378
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588",
    )
    .silver();
    let told = "ECB | its newest rates are of 2026-09-18, | 2026-09-28 is due";
    assert_eq!(silver.offenders("sources_are_fresh"), [format!("critical | {told}")]);
    let told = "ExchangeRate-API | its newest rates are of 2026-09-28, | 2026-09-29 is due";
    let late = silver.offenders_at("sources_are_fresh", "2026-09-30T06:00:00Z");
    assert!(late.contains(&format!("warning | {told}")), "one day late is worth a look: {late:?}");
}

/// Good Friday and Easter Monday are no days of the ECB; what came before its first one is history.
#[test]
fn a_morning_that_nobody_made_up_for_is_told_for_a_week() {
    let mornings = |days: &[&str]| {
        let lines = days.iter().map(|day| format!("{day}T15:05:00Z ECB {day} USD=1.0800\n"));
        given(&lines.collect::<String>()).silver().offenders("days_follow_each_other")
    };
    assert_eq!(mornings(&["2024-03-28", "2024-04-02", "2024-04-03"]), Vec::<String>::new());
    let told = "2024-04-03 | ECB | bronze has none, `extract-frankfurter --no-panel --date 2024-04-03` asks for it";
    assert_eq!(mornings(&["2024-04-02", "2024-04-04"]), [told]);
    assert_eq!(mornings(&["2024-03-27", "2024-04-04"]).len(), 3, "2024-03-28, 04-02 and 04-03");
    assert_eq!(
        mornings(&["2024-04-02", "2024-04-04", "2024-04-05", "2024-04-08", "2024-04-11"]).len(),
        2,
        "and no older one"
    );
}

/// A check over what is left says nothing where nothing is left.
#[test]
fn a_source_without_one_usable_rate_is_told() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=0 AED=0",
    )
    .silver();
    assert_eq!(
        silver.offenders("answers_are_usable"),
        ["critical | 2026-09-28 | ExchangeRate-API | 2 of 3 rates are none"]
    );
    let silver = given("2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378").silver();
    assert_eq!(silver.offenders("sources_are_fresh"), Vec::<String>::new(), "a source that nobody asks is not missed");
    silver.execute(
        "insert into bronze.receipts values ('r', 'exchangerate', 'open', 'latest', '2026-09-29 06:00:00', 200, null, 9,
            'rejected', 'no_usable_rate', 1, '', '')",
    );
    assert_eq!(
        silver.offenders("sources_are_fresh"),
        ["critical | ExchangeRate-API | it has no rate at all, | 2026-09-25 is due"]
    );
}

#[test]
fn a_currency_that_vanished_or_came_is_told() {
    let silver = given(
        "2026-09-25T15:05:00Z ECB 2026-09-25 USD=1.1403 JPY=179.7
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 SEK=10.9",
    )
    .silver();
    assert_eq!(
        silver.offenders("currencies_neither_vanish_nor_come"),
        ["warning | frankfurter | ECB | JPY | vanished", "warning | frankfurter | ECB | SEK | came"]
    );
    assert_eq!(
        silver.offenders("no_unusual_rate_of_late"),
        [
            "warning | 2026-09-28 | EUR/SEK | ECB | new_currency | the source had it on no day before 2026-09-28: market day 1 of 20"
        ]
    );
}

/// Who is called each morning for the same thing stops listening; but a wrong unit is worth it.
#[test]
fn a_rate_that_jumped_calls_on_the_day_of_the_jump_and_a_wrong_unit_on_those_after_it() {
    let severities = |shillings: &[&str]| -> Vec<String> {
        let mut lines = String::new();
        for (day, shilling) in (22..).zip(["129.1", "129.2"].iter().chain(shillings)) {
            writeln!(lines, "2026-09-{day}T06:00:00Z API 2026-09-{day} EUR=0.88{day}2588 KES={shilling}").unwrap();
        }
        let told = given(&lines).silver().offenders("no_unusual_rate_of_late");
        told.iter().map(|row| row.split(" | ").take(3).collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(severities(&["139.9"]), ["critical 2026-09-23 EUR/KES"]);
    assert_eq!(severities(&["139.9", "140.1"]), ["note 2026-09-24 EUR/KES"]);
    assert_eq!(severities(&["1.293", "1.292"]), ["critical 2026-09-24 EUR/KES"]);
}

/// Without eighty banks rates are published that they would have contradicted.
#[test]
fn a_panel_that_answers_nobody_for_days_is_told_as_long_as_it_is_asked() {
    let panel = |questions: &[(&str, &str)]| {
        let silver = given("2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378").silver();
        for (day, outcome) in questions {
            silver.execute(&format!(
                "insert into bronze.receipts values ('{day}', 'frankfurter', 'v2', 'latest_FED', '{day} 06:00:00', 503, null,
                    9, '{outcome}', '', 1, '', '')"
            ));
        }
        silver.offenders("panel_has_answered")
    };
    let failed = ["2026-09-26", "2026-09-27", "2026-09-28"].map(|day| (day, "failed"));
    assert_eq!(panel(&failed), ["2026-09-26 | 2026-09-28"]);
    assert!(panel(&failed[1..]).is_empty(), "of two mornings one may be bad luck");
    assert!(panel(&[("2026-09-18", "new"), ("2026-09-28", "rejected")]).is_empty(), "it was not asked in between");
    assert!(panel(&[failed[0], failed[1], ("2026-09-28", "unchanged")]).is_empty());
    let of_before = ["2026-09-20", "2026-09-21", "2026-09-22", "2026-09-23"].map(|day| (day, "failed"));
    assert!(panel(&of_before).is_empty(), "whoever does without it is not told for ever");
}
