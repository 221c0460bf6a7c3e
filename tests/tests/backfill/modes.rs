//! Both modes give the same observations, over the whole history and over a month.

use crate::support::{NOW, frankfurter, observations};
use makerates_tests::{World, in_case, recorded};
use serde_json::json;
use std::collections::BTreeSet;

/// The last day that the mission names, and the end of the recorded file.
const ENDS: [(&str, usize); 2] = [("2026-09-29", 7_103), ("2026-10-30", 7_126)];

fn in_mode(world: &mut World, arguments: &str, mode: &str) -> Vec<String> {
    world.renew_home();
    frankfurter(world, &format!("{arguments} --mode {mode}")).ok();
    observations(world)
}

/// Months that begin or end on a weekend or a holiday, and one in which the banks keep different holidays.
#[test]
fn a_month_is_the_same_in_both_modes_with_the_panel_and_without() {
    let mut world = World::at(NOW);
    for month in
        ["--from 2024-06-01 --to 2024-06-30", "--from 2024-03-29 --to 2024-04-30", "--from 2024-07-01 --to 2024-07-31"]
    {
        for panel in ["", "--no-panel", "--panel"] {
            let _case = in_case(format!("{month} {panel}"));
            let arguments = format!("{month} {panel}");
            let batch = in_mode(&mut world, &arguments, "batch");
            assert!(batch.len() > 500, "{}", batch.len());
            assert_eq!(batch, in_mode(&mut world, &arguments, "isolated"));
        }
    }
}

#[test]
fn the_whole_history_is_the_same_in_both_modes() {
    let mut world = World::at(NOW);
    let (last, days) = ENDS[1];
    let arguments = format!("--from 1999-01-04 --to {last} --no-panel");
    let outputs = frankfurter(&world, &format!("{arguments} --mode isolated --concurrency 4")).ok();
    assert_eq!(
        (&outputs["days"], &outputs["requests"], &outputs["answers_new"]),
        (&json!(days), &json!(days), &json!(days))
    );
    assert_eq!((&outputs["failed_dates"], &outputs["missing_dates"]), (&json!([]), &json!([])));
    assert_eq!(world.files("bronze/answers").len(), days, "one object a market day");
    let isolated = observations(&world);
    let recorded: BTreeSet<String> = recorded::ecb().into_keys().map(|(day, _)| day).collect();
    let observed: BTreeSet<String> =
        world.query("select distinct stamp from silver.observations").into_iter().collect();
    assert_eq!(observed, recorded, "every recorded day, with 1999's Easter and without the two long New Year's Eves");
    let (earlier, fewer) = ENDS[0];
    assert_eq!(observed.iter().filter(|day| day.as_str() <= earlier).count(), fewer);
    assert!(in_mode(&mut world, &arguments, "batch") == isolated, "batch and isolated differ");
}
