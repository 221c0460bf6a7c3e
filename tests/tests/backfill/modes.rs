//! Both modes give the same observations, at the seams of the calendar and over a month.

use crate::support::{NOW, frankfurter, observations};
use makerates_tests::{World, in_case, recorded};
use serde_json::json;
use std::collections::BTreeSet;

/// Where a day could be missed, or be another one in one of the modes. `BACKFILL_FROM=1999-01-04` takes the whole history
/// instead, which takes some three minutes.
const SEAMS: [(&str, &str); 8] = [
    ("1999-01-04", "1999-01-08"), // the first day of all
    ("1999-03-29", "1999-04-09"), // an Easter on which the ECB published
    ("1999-12-27", "2000-01-07"), // a New Year's Eve on which TARGET was closed
    ("2000-02-25", "2000-03-03"), // a leap day
    ("2001-12-20", "2002-01-04"), // Christmas, and the other such eve
    ("2004-12-27", "2005-01-07"), // a currency ends, and its successor begins
    ("2022-02-24", "2022-03-04"), // a currency ends in the middle of a week
    ("2026-10-26", "2026-10-30"), // the last day of all
];

fn in_mode(world: &mut World, arguments: &str, mode: &str) -> Vec<String> {
    world.renew_home();
    frankfurter(world, &format!("{arguments} --mode {mode}")).ok();
    observations(world)
}

/// Months that begin or end on a weekend or a holiday: the ECB, and another bank from the panel. Then the panel alone,
/// whose copy of the ECB's rates counts where there is no other, in a month in which the banks keep different holidays.
#[test]
fn a_month_is_the_same_in_both_modes_with_the_panel_and_of_the_panel_alone() {
    let mut world = World::at(NOW);
    for arguments in [
        "--from 2024-06-01 --to 2024-06-30",
        "--from 2024-03-29 --to 2024-04-30",
        "--from 2024-07-01 --to 2024-07-31",
        "--from 2024-07-01 --to 2024-07-31 --panel",
    ] {
        let _case = in_case(arguments);
        let batch = in_mode(&mut world, arguments, "batch");
        assert!(batch.len() > 500, "{}", batch.len());
        assert_eq!(batch, in_mode(&mut world, arguments, "isolated"));
    }
}

#[test]
fn the_seams_of_the_calendar_are_the_same_in_both_modes() {
    let mut world = World::at(NOW);
    let whole = std::env::var("BACKFILL_FROM").ok();
    let ranges = whole.as_ref().map_or(SEAMS.to_vec(), |from| vec![(from.as_str(), "2026-10-30")]);
    let [batch, isolated] = ["batch", "isolated"].map(|mode| {
        world.renew_home();
        for (from, to) in &ranges {
            let outputs = frankfurter(&world, &format!("--from {from} --to {to} --no-panel --mode {mode}")).ok();
            assert_eq!((&outputs["failed_dates"], &outputs["missing_dates"]), (&json!([]), &json!([])), "{from}");
        }
        observations(&world)
    });
    assert!(batch == isolated, "batch and isolated differ");
    let is_asked = |day: &String| ranges.iter().any(|(from, to)| (*from..=*to).contains(&day.as_str()));
    let recorded: BTreeSet<String> = recorded::ecb().into_keys().map(|(day, _)| day).filter(is_asked).collect();
    assert_eq!(world.files("bronze/answers").len(), recorded.len(), "one object a market day");
    let observed: BTreeSet<String> =
        world.query("select distinct stamp from silver.observations").into_iter().collect();
    assert_eq!(observed, recorded);
}
