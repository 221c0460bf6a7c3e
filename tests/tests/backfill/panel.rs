//! The panel of central banks: one request, many witnesses.

use crate::support::{NOW, asked, frankfurter, paths};
use makerates_tests::World;
use serde_json::json;

#[test]
fn one_request_has_the_latest_of_all_banks_or_of_some() {
    let world = World::at("2024-07-02T06:00:00Z");
    let latest = frankfurter(&world, "--panel").ok();
    assert_eq!((&latest["requests"], &latest["witnesses"]), (&json!(1), &json!(6)));
    let some = frankfurter(&world, "--providers boc,ECB").ok();
    assert_eq!((&some["requests"], &some["witnesses"]), (&json!(1), &json!(2)));
    let expected = ["/v2/rates?base=USD&expand=providers", "/v2/rates?base=USD&expand=providers&providers=BOC,ECB"];
    assert_eq!(paths(&world), expected);
    let receipts = world.receipts();
    let parameters: Vec<_> =
        receipts.iter().map(|receipt| receipt["parameters"].as_str().unwrap_or_default()).collect();
    let mut sorted = parameters.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["latest", "latest_BOC_ECB"]);
    assert!(receipts.iter().all(|receipt| receipt["endpoint"] == "v2" && receipt["source"] == "frankfurter"));
}

#[test]
fn past_days_and_the_latest_rates_are_asked_of_the_panel_too() {
    let world = World::at(NOW);
    assert_eq!(frankfurter(&world, "--from 2024-06-03 --to 2024-06-28").ok()["requests"], 7, "the list comes first");
    assert_eq!(frankfurter(&world, "--from 2024-05-02 --to 2024-05-31 --no-panel").ok()["requests"], 1);
    assert_eq!(frankfurter(&world, "").ok()["requests"], 2);
    assert_eq!(frankfurter(&world, "--date 2024-01-03").ok()["requests"], 6, "one day is a range of one day");
    assert_eq!(frankfurter(&world, "--from 2024-01-03 --to 2024-01-03").ok()["requests"], 0);
    assert_eq!(paths(&world).iter().filter(|path| path.starts_with("/v2/rates")).count(), 1);
}

/// The day that two witnesses could not agree on, and the holiday on which only one of them worked.
#[test]
fn silver_has_each_bank_as_a_witness_of_its_own_day() {
    let world = World::at(NOW);
    // Weeks in which the bank's own past tells which market day its dates describe.
    for days in ["--from 2021-11-01 --to 2021-12-21", "--from 2024-06-27 --to 2024-07-02"] {
        frankfurter(&world, &format!("{days} --no-panel")).ok();
        frankfurter(&world, &format!("{days} --providers BOC,ECB")).ok();
    }
    world.run("transform").ok();
    let lag = "select witness, since, market_days, days from silver.bank_lags";
    assert_eq!(world.query(lag), ["BOC 2021-12-02 0 20"]);
    let lira = world.query(
        "select witness, endpoint, digits from silver.observations where currency = 'TRY' and stamp = '2021-12-20' order by all",
    );
    assert_eq!(lira, ["BOC bank 16.8735", "ECB v1 20.0434"]);
    let verdict = "select publisher, verdict, round(deviation_pct, 2) from silver.consensus where currency = 'TRY' and rate_date = '2021-12-20'";
    assert_eq!(world.query(verdict), [" conflict 4.98"]);
    let canada_day = world.query(
        "select witness, observed_on from silver.aligned where currency = 'USD' and rate_date = '2024-07-01' order by all",
    );
    assert_eq!(canada_day, ["BOC 2024-06-28", "ECB 2024-07-01"], "an older witness, with the tolerance of its age");
    let digits = "select count(*) from silver.observations where witness = 'ECB' and endpoint <> 'v1'";
    assert_eq!(world.query(digits), ["0"], "where v1 has the day, the panel's copy is none");
}

#[test]
fn a_bank_without_rates_of_then_is_a_narrow_question_and_no_fault_of_the_source() {
    let world = World::at(NOW);
    let outcome = frankfurter(&world, "--providers BOC --date 2010-06-01").outcome();
    outcome.expect(4);
    assert!(outcome.error().contains("none of the named banks") && outcome.error().contains("--providers"));
    let usage = world.run("quota-gate").args("check").ok();
    assert_eq!(usage["sources"][0]["consecutive_failures"], 0, "the circuit does not move");
    assert_eq!(asked(&world).len(), 1);
    let receipt = &world.receipts()[0];
    assert_eq!((&receipt["outcome"], &receipt["http_status"]), (&json!("failed"), &json!(200)));
}
