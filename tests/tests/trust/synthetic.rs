//! What a second witness would have changed on days that have none recorded: a synthetic bank that follows the ECB.

use crate::support::{NOW, keep_panel_answer, synthetic_day, verdict};
use makerates_tests::{World, recorded};

/// The ECB of a year until a day, and a synthetic bank within a tenth of a percent of it that says `last` on that day;
/// without, once more what it said the day before.
fn with_bank(currency: &str, from: &str, day: &str, last: Option<&str>) -> World {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args(&format!("--from {from} --to {day} --no-panel")).ok();
    let ecb = recorded::ecb();
    let mut days: Vec<String> =
        ecb.keys().map(|(day, _)| day.clone()).filter(|d| d.as_str() >= from && d.as_str() <= day).collect();
    days.dedup();
    let mut before = String::new();
    let records: Vec<String> = (0_u32..)
        .zip(&days)
        .map(|(index, of_day)| {
            let rate: f64 = ecb[&(of_day.clone(), currency.to_owned())].parse().expect("digits are a number");
            let near = rate * (1.0 + (f64::from(index * 37 % 11) - 5.0) / 5000.0);
            let digits = if of_day == day { last.unwrap_or(&before).to_owned() } else { format!("{near:.4}") };
            before.clone_from(&digits);
            synthetic_day("SYNTHETIC", of_day, &[(currency.to_owned(), digits)])
        })
        .collect();
    keep_panel_answer(&world, "2026-10-30T20:00:00.000Z", &records);
    world.run("transform").ok();
    world
}

#[test]
fn a_confirmed_shock_is_published() {
    let franc = with_bank("CHF", "2014-01-02", "2015-01-15", Some("1.0350"));
    let story = verdict(&franc, "CHF", "2015-01-15");
    assert!(story.starts_with("consensus by ECB") || story.starts_with("warning by ECB"), "{story}");
    let pound = with_bank("GBP", "2015-06-01", "2016-06-24", Some("0.8090"));
    let story = verdict(&pound, "GBP", "2016-06-24");
    assert!(story.contains("by ECB") && story.contains("published as"), "{story}");
}

/// A frozen rate agrees with its own past. That is no proof: it does not take the place of one that moved.
#[test]
fn a_frozen_witness_does_not_win_against_a_shock() {
    let frozen = with_bank("CHF", "2014-01-02", "2015-01-15", None);
    let published = frozen
        .query("select publisher from silver.validated_rates where currency = 'CHF' and rate_date = '2015-01-15'");
    assert_ne!(published, ["SYNTHETIC"]);
}
