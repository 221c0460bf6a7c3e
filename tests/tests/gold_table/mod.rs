//! What the table promises, whichever server it is on: the same tests run on the embedded store's engine and on DynamoDB
//! Local. The test program that includes them says by `crate::account` where.

mod busy;
mod changes;
mod items;
mod kills;
mod operations;
mod races;
mod shape;

use crate::account;
use makerates_tests::gold::Gold;
use serde_json::{Value, json};

const NOW: &str = "2026-09-29T06:00:00Z";

/// A table of its own, in a world of its own.
fn gold(name: &str) -> Gold {
    Gold::at(NOW, account(name))
}

/// The ECB gives another rate of the krona for 2026-09-28, an hour later; and silver.
fn restate(gold: &mut Gold, factor: &str) {
    gold.world.set_clock("2026-09-29T07:00:00Z");
    gold.world.replay.set_faults(&restated("SEK", "2026-09-28", factor));
    gold.world.run("extract-frankfurter").args("--date 2026-09-28 --no-panel --refresh").ok();
    gold.world.run("transform").ok();
}

/// The rate of a currency that the ECB gives for a day, multiplied.
fn restated(currency: &str, day: &str, factor: &str) -> Value {
    json!([{ "source": "frankfurter", "kind": "multiply", "currency": currency, "factor": factor, "date": day }])
}
