use super::given;

/// What identifies an observation, and what was made of it.
const STORY: &str = "stamp | currency | digits | is_restated | answer | fetched_at | role";

#[test]
fn an_answer_then_another_then_the_first_again_ends_in_the_first() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5
         2026-09-28T15:20:00Z ECB 2026-09-28 USD=1.1387 JPY=178.5
         2026-09-28T15:35:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5",
    )
    .silver();
    silver.expect(
        "silver.observations",
        &format!(
            "{STORY}
             2026-09-28 | JPY | 178.5  | false | a1 | 2026-09-28T15:05:00.000Z | observation
             2026-09-28 | USD | 1.1378 | true  | a1 | 2026-09-28T15:05:00.000Z | observation"
        ),
    );
}

#[test]
fn the_lineage_is_the_first_answer_that_carries_the_newest_value() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1387 JPY=178.5
         2026-09-28T15:20:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5
         2026-09-28T15:35:00Z ECB 2026-09-28 USD=1.1378 JPY=178.6",
    )
    .silver();
    silver.expect(
        "silver.observations",
        &format!(
            "{STORY}
             2026-09-28 | JPY | 178.6  | true | a3 | 2026-09-28T15:35:00.000Z | observation
             2026-09-28 | USD | 1.1378 | true | a2 | 2026-09-28T15:20:00.000Z | observation"
        ),
    );
}

#[test]
fn other_digits_of_the_same_value_are_no_restatement() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.14
         2026-09-28T15:20:00Z ECB 2026-09-28 USD=1.1400",
    )
    .silver();
    silver.expect(
        "silver.observations",
        &format!("{STORY}\n2026-09-28 | USD | 1.1400 | false | a1 | 2026-09-28T15:05:00.000Z | observation"),
    );
}

#[test]
fn two_answers_of_one_instant_have_an_order_all_the_same() {
    let answers = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378
         2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1387",
    );
    let expected = format!("{STORY}\n2026-09-28 | USD | 1.1387 | true | a2 | 2026-09-28T15:05:00.000Z | observation");
    answers.silver().expect("silver.observations", &expected);
    answers.reversed().silver().expect("silver.observations", &expected);
}

#[test]
fn of_a_weekend_s_stamps_the_earliest_is_the_observation_of_friday() {
    let weekend = "stamp | rate_date | digits | role | is_restated
         2026-09-26 | 2026-09-25 | 0.87786534 | observation    | false
         2026-09-27 | 2026-09-25 | 0.87780652 | weekend_repeat | false
         2026-09-28 | 2026-09-25 | 0.87803741 | weekend_repeat | false
         2026-09-29 | 2026-09-28 | 0.88022588 | observation    | false";
    let silver = given(
        "2026-09-26T06:00:00Z API 2026-09-26 EUR=0.87786534
         2026-09-27T06:00:00Z API 2026-09-27 EUR=0.87780652
         2026-09-28T06:00:00Z API 2026-09-28 EUR=0.87803741
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588",
    )
    .silver();
    silver.expect("silver.observations", weekend);
}

#[test]
fn without_saturday_s_stamp_sunday_s_is_the_observation_of_friday() {
    let silver = given(
        "2026-09-28T06:00:00Z API 2026-09-28 EUR=0.87803741
         2026-09-28T07:00:00Z API 2026-09-27 EUR=0.87780652",
    )
    .silver();
    silver.expect(
        "silver.observations",
        "stamp | rate_date | digits | role
         2026-09-27 | 2026-09-25 | 0.87780652 | observation
         2026-09-28 | 2026-09-25 | 0.87803741 | weekend_repeat",
    );
}

#[test]
fn a_rate_that_is_none_leaves_the_weekend_s_next_stamp_to_speak() {
    let silver = given(
        "2026-09-26T06:00:00Z API 2026-09-26 EUR=0.87786534 AED=0
         2026-09-27T06:00:00Z API 2026-09-27 EUR=0.87780652 AED=3.6725",
    )
    .silver();
    silver.expect(
        "silver.observations where role = 'observation'",
        "stamp | currency | digits
         2026-09-26 | USD | 0.87786534
         2026-09-27 | AED | 3.6725",
    );
}

#[test]
fn a_rate_that_is_none_does_not_take_back_the_one_before() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5
         2026-09-28T15:20:00Z ECB 2026-09-28 USD=null JPY=178.5",
    )
    .silver();
    silver.expect(
        "silver.observations where currency = 'USD'",
        &format!("{STORY}\n2026-09-28 | USD | 1.1378 | false | a1 | 2026-09-28T15:05:00.000Z | observation"),
    );
}

#[test]
fn a_rate_of_the_euro_speaks_of_its_base_and_the_base_says_nothing_of_itself() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 EUR=1 USD=1.1378
         2026-09-29T06:00:00Z API 2026-09-29 EUR=0.88022588 JPY=157.47729333",
    )
    .silver();
    silver.expect(
        "silver.observations",
        "currency | witness | base_currency | quote_currency | digits | rate_per_eur
         JPY | ExchangeRate-API | USD | JPY | 157.47729333 | 178.905547892
         USD | ECB              | EUR | USD | 1.1378       | 1.1378
         USD | ExchangeRate-API | USD | EUR | 0.88022588   | 1.13607202733",
    );
}

#[test]
fn the_panel_s_ecb_is_no_observation_where_v1_has_the_day() {
    let silver = given(
        "2024-07-01T15:05:00Z ECB 2024-07-01 IDR=17565.52
         2024-07-02T06:00:00Z panel:ECB 2024-07-01 IDR=17566 VND=27300
         2024-07-03T06:00:00Z panel:ECB 2024-07-02 IDR=17533",
    )
    .silver();
    silver.expect(
        "silver.observations",
        "stamp | currency | endpoint | digits | is_restated
         2024-07-01 | IDR | v1 | 17565.52 | false
         2024-07-02 | IDR | v2 | 17533    | false",
    );
}

/// What was carried forward is rebased with a later day: it is the witness's word only while there is no better one,
/// whichever answer came last.
#[test]
fn a_bank_s_own_day_goes_before_what_was_carried_forward() {
    let silver = given(
        "2024-06-29T06:00:00Z BOC 2024-06-28 USD=1.0714 GBP=0.8476
         2024-07-02T06:00:00Z BOC 2024-06-28<2024-07-01 USD=1.0731 JPY=172.22",
    )
    .silver();
    silver.expect(
        "silver.observations",
        "stamp | currency | digits | is_restated | answer
         2024-06-28 | GBP | 0.8476 | false | a1
         2024-06-28 | JPY | 172.22 | false | a2
         2024-06-28 | USD | 1.0714 | false | a1",
    );
}

/// Of a currency that its bank did not renew the panel says the old date again, beside the bank's newer euro.
#[test]
fn what_comes_again_without_the_euro_of_its_day_does_not_take_the_place_of_what_had_it() {
    let silver = given(
        "2024-06-29T06:00:00Z usd:NBP 2024-06-28 EUR=0.93 IDR=16375 THB=36.7
         2024-07-02T06:00:00Z usd:NBP 2024-07-01 EUR=0.94
         2024-07-02T06:00:00Z usd:NBP 2024-06-28 IDR=16377 THB=36.7",
    )
    .silver();
    silver.expect(
        "silver.observations where stamp = '2024-06-28' and currency <> 'USD'",
        "currency | digits | rate_per_eur  | is_restated | answer
         IDR      | 16375  | 17607.5268817 | false       | a1
         THB      | 36.7   | 39.4623655914 | false       | a1",
    );
}

#[test]
fn against_the_dollar_a_bank_s_rates_go_through_its_own_euro() {
    let silver = given(
        "2024-07-02T06:00:00Z usd:BOC 2024-07-01 EUR=0.93 JPY=161.2
         2024-07-02T06:00:00Z usd:FED 2024-07-01 EUR=0.94 JPY=161.2",
    )
    .silver();
    silver.expect(
        "silver.observations",
        "currency | witness | base_currency | quote_currency | rate_per_eur
         JPY | BOC | USD | JPY | 173.333333333
         JPY | FED | USD | JPY | 171.489361702
         USD | BOC | USD | EUR | 1.0752688172
         USD | FED | USD | EUR | 1.06382978723",
    );
}

/// What a bank's own digits say more finely is the same value, whichever came last.
#[test]
fn a_bank_by_its_own_route_and_in_the_panel_s_answer_is_one_witness_and_rounding_restates_nothing() {
    let own = "own:BOC 2024-07-01 EUR=0.93001 IDR=16375.4";
    let of_panel = "usd:BOC 2024-07-01 EUR=0.93001 IDR=16375";
    for (of_own, of_morning) in [("02", "03"), ("03", "02")] {
        let requests = format!("2024-07-{of_own}T06:00:00Z {own}\n2024-07-{of_morning}T06:00:00Z {of_panel}");
        let silver = given(&requests).silver();
        silver.expect(
            "silver.observations",
            "witness | currency | stamp | digits | is_restated | role
             BOC | IDR | 2024-07-01 | 16375.4 | false | observation
             BOC | USD | 2024-07-01 | 0.93001 | false | observation",
        );
        silver.expect("silver.restatements", "currency | digits");
        assert!(silver.offenders("no_restatement_of_late").is_empty());
    }
}

/// Beyond half a unit of both it is another value, and the newest one stands, however coarse.
#[test]
fn a_coarser_value_that_rounding_does_not_explain_takes_the_finer_one_back() {
    let silver = given(
        "2024-07-02T06:00:00Z own:BOC 2024-07-01 EUR=0.93001 IDR=16375.4
         2024-07-03T06:00:00Z usd:BOC 2024-07-01 EUR=0.93001 IDR=16390",
    )
    .silver();
    silver.expect("silver.observations where currency = 'IDR'", "digits | endpoint | is_restated\n 16390 | v2 | true");
}

/// Bronze of before has past days against a euro that was the blend of many: with the blur of two roundings it is the same
/// value, or else another one, and then it was taken back.
#[test]
fn another_base_is_another_writing_and_what_rounding_does_not_explain_is_a_restatement() {
    let of_euro = "2024-07-02T06:00:00Z BOC 2024-07-01 JPY=173.33 CHF=0.9702";
    let own = "2024-07-03T06:00:00Z own:BOC 2024-07-01 EUR=0.93 JPY=161.2 CHF=0.9";
    let silver = given(&format!("{of_euro}\n{own}")).silver();
    silver.expect(
        "silver.observations where currency <> 'USD'",
        "currency | endpoint | base_currency | digits | is_restated
         CHF | bank | USD | 0.9    | true
         JPY | v2   | EUR | 173.33 | false",
    );
    silver.expect(
        "silver.restatements",
        "currency | base_currency | digits | is_observation
         CHF | EUR | 0.9702 | false
         CHF | USD | 0.9    | true",
    );
}

#[test]
fn two_banks_that_say_the_same_byte_for_byte_are_two_witnesses() {
    let silver = given(
        "2024-07-03T06:00:00Z own:DNB 2024-07-01 EUR=0.93 DKK=6.94
         2024-07-03T06:00:00Z own:NB 2024-07-01 EUR=0.93 DKK=6.94",
    )
    .silver();
    silver.expect(
        "silver.observations where currency = 'DKK'",
        "witness | digits | role\n DNB | 6.94 | observation\n NB | 6.94 | observation",
    );
}

/// 0.93 is 0.93000, 161.2 is 161.20, and what is made of both is off by as much as both. What the ECB's own digits say is
/// theirs.
#[test]
fn the_rounding_of_the_panel_goes_by_the_size_of_a_rate_and_is_that_of_both_legs() {
    let silver = given(
        "2024-07-01T15:05:00Z ECB 2024-07-01 JPY=173.2
         2024-07-02T06:00:00Z panel:BOC 2024-07-01 JPY=173.2
         2024-07-02T06:00:00Z usd:FED 2024-07-01 EUR=0.93 JPY=161.2",
    )
    .silver();
    silver.expect(
        "silver.observations",
        "currency | witness | round(half_unit_pct, 6)
         JPY | BOC | 0.002887
         JPY | ECB | 0.028868
         JPY | FED | 0.003639
         USD | FED | 0.000538",
    );
}

/// Half of the panel dates a rate with the day on which it is valid, and not every bank quotes the euro: neither is a fault.
#[test]
fn a_bank_s_weekend_and_a_bank_without_the_euro_witness_nothing_and_are_no_fault() {
    let silver = given(
        "2024-06-29T06:00:00Z usd:CBR 2024-06-29 EUR=0.93 JPY=161.2
         2024-07-02T06:00:00Z usd:BCU 2024-07-01 UYU=39.9",
    )
    .silver();
    silver.expect(
        "silver.observations",
        "witness | currency | stamp | rate_per_eur
         BCU | UYU | 2024-07-01 |
         CBR | JPY | 2024-06-29 | 173.333333333
         CBR | USD | 2024-06-29 | 1.0752688172",
    );
    silver.expect("silver.witnesses", "witness | currency");
    silver.expect("silver.quarantine", "witness | rule");
}
