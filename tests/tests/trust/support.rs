//! A silver of everything that is recorded, and answers that no source gave.

use makerates_core::bronze::sha256_hex;
use makerates_tests::{World, recorded};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

/// After the last recorded day.
pub const NOW: &str = "2026-10-31T06:00:00Z";

/// The ECB since 1999, the Bank of Canada from 2017 to 2024, and the market feed on every recorded day.
pub fn all() -> &'static World {
    static ALL: OnceLock<World> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut world = World::at(NOW);
        let stamps: BTreeSet<String> = recorded::market().into_keys().map(|(stamp, _)| stamp).collect();
        for stamp in stamps {
            world.set_clock(&format!("{stamp}T06:00:00Z"));
            world.run("extract-exchangerate").ok();
        }
        world.set_clock(NOW);
        world.run("extract-frankfurter").args("--from 1999-01-04 --to 2026-10-30 --no-panel").ok();
        world.run("extract-frankfurter").args("--from 2017-01-01 --to 2024-12-31 --providers BOC").ok();
        world.run("transform").ok();
        world
    })
}

/// The verdict on a currency's day, and what became of it: verdict, publisher, suspects, status of the validated rate.
pub fn verdict(world: &World, currency: &str, day: &str) -> String {
    let rows = world.query(&format!(
        "select verdict || ' by ' || coalesce(consensus.publisher, 'nobody')
             || if(len(suspects) > 0, ', blamed: ' || array_to_string(suspects, ' '), '')
             || if(len(later_witnesses) > 0, ', later: ' || array_to_string(later_witnesses, ' '), '')
             || ', ' || coalesce('published as ' || validation_status, 'withheld') as story
         from silver.consensus
         left join silver.validated_rates using (rate_date, currency)
         where consensus.currency = '{currency}' and consensus.rate_date = '{day}'"
    ));
    assert!(rows.len() <= 1, "{rows:?}");
    rows.into_iter().next().unwrap_or_else(|| "no verdict".to_owned())
}

/// A day's rates of a bank that does not exist, as Frankfurter's panel would give them: per euro.
pub fn synthetic_day(bank: &str, day: &str, rates: &[(String, String)]) -> String {
    let records: Vec<String> = rates
        .iter()
        .map(|(currency, digits)| {
            let providers = format!(r#"[{{"key":"{bank}","date":"{day}","rate":{digits}}}]"#);
            format!(r#"{{"date":"{day}","base":"EUR","quote":"{currency}","rate":{digits},"providers":{providers}}}"#)
        })
        .collect();
    records.join(",")
}

/// Puts an answer of the panel into bronze, as if it had been fetched.
pub fn keep_panel_answer(world: &World, fetched_at: &str, records: &[String]) {
    let body = format!("[{}]", records.join(","));
    let sha256 = sha256_hex(body.as_bytes());
    let answers = world.home().join("bronze/answers/frankfurter/v2");
    fs::create_dir_all(&answers).expect("a folder of the test");
    fs::write(answers.join(format!("{sha256}.json")), &body).expect("a file of the test");
    let receipts = world.home().join("bronze/receipts/frankfurter").join(format!("date={}", &fetched_at[..10]));
    fs::create_dir_all(&receipts).expect("a folder of the test");
    let receipt = json!({
        "schema_version": 1, "source": "frankfurter", "endpoint": "v2", "parameters": "synthetic",
        "fetched_at": fetched_at, "http_status": 200, "etag": null, "sha256": sha256, "bytes": body.len(),
        "outcome": "new", "reason": "", "attempts": 1, "run_id": "synthetic", "tool_version": "0.1.0",
    });
    fs::write(receipts.join(format!("{fetched_at}-v2-synthetic-00ff.json")), receipt.to_string())
        .expect("a file of the test");
}
