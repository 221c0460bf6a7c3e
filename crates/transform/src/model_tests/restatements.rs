use super::given;

#[test]
fn a_value_that_was_taken_back_is_kept_beside_the_new_one() {
    let silver = given(
        "2026-09-28T15:05:00Z ECB 2026-09-28 USD=1.1378 JPY=178.5
         2026-09-28T18:00:00Z ECB 2026-09-28 USD=1.1387 JPY=178.5",
    )
    .silver();
    silver.expect(
        "silver.restatements",
        "currency | digits | first_fetched_at | is_observation
         USD | 1.1378 | 2026-09-28T15:05:00.000Z | false
         USD | 1.1387 | 2026-09-28T18:00:00.000Z | true",
    );
    silver.expect("silver.consensus where currency = 'USD'", "rate_date | verdict\n2026-09-28 | unwitnessed");
    assert_eq!(silver.offenders("no_restatement_of_late"), ["warning | 2026-09-28 | ECB | USD | 1.1378, then 1.1387"]);
}
