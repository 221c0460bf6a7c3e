//! A transform may be killed at any instant, and two may start at once: silver is the old one or the new one.

use crate::support::NOW;
use makerates_tests::World;
use makerates_tests::race::{at_once, wait_for};
use std::fs;

/// The sizes of the databases of builds that are not done.
fn unfinished(world: &World, current: &str) -> u64 {
    let builds = fs::read_dir(world.home().join("silver/builds")).into_iter().flatten().flatten();
    let others = builds.filter(|build| build.file_name().to_string_lossy() != current);
    others.filter_map(|build| fs::metadata(build.path().join("makerates.duckdb")).ok()).map(|file| file.len()).sum()
}

fn current(world: &World) -> String {
    let target = fs::read_link(world.home().join("silver/current")).expect("silver is a link");
    target.file_name().expect("a link names a folder").to_string_lossy().into_owned()
}

const FACTS: &str = "select count(*), sum(rate), min(rate_date), max(rate_date) from silver.validated_rates";

#[test]
fn killed_anywhere_a_transform_leaves_the_old_silver_whole() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--from 2020-01-02 --to 2024-12-31 --no-panel").ok();
    world.run("transform").ok();
    let (facts, build) = (world.query(FACTS), current(&world));
    world.run("extract-frankfurter").args("--from 2015-01-02 --to 2026-10-30 --no-panel").ok();
    for megabytes in 0..8_u64 {
        let mut run = world.run("transform").spawn();
        wait_for("the new silver to grow, or the end", || {
            let is_over = run.try_wait().unwrap().is_some();
            (is_over || unfinished(&world, &build) > megabytes << 19).then_some(())
        });
        // It may have been faster: then there is nothing to kill.
        let _ = run.kill();
        run.wait().unwrap();
        if current(&world) == build {
            assert_eq!(world.query(FACTS), facts, "killed at {megabytes} half megabytes");
        }
    }
    world.run("transform").ok();
    assert_ne!(world.query(FACTS), facts);
    let builds = fs::read_dir(world.home().join("silver/builds")).unwrap().count();
    assert!(builds <= 3, "what a killed run left is swept away: {builds} builds");
}

#[test]
fn of_two_at_once_one_waits_or_says_who_is_building() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--from 2015-01-02 --to 2026-10-30 --no-panel").ok();
    let waiting = at_once(2, || world.run("transform"));
    assert!(waiting.iter().all(|outcome| outcome.code == Some(0)), "{waiting:?}");
    let hurried = at_once(2, || world.run("transform").args("--wait 0"));
    let codes: Vec<_> = hurried.iter().map(|outcome| outcome.code).collect();
    assert!(codes.contains(&Some(0)), "{hurried:?}");
    for outcome in hurried.iter().filter(|outcome| outcome.code != Some(0)) {
        assert_eq!(outcome.code, Some(6));
        assert!(outcome.error().contains("building") || outcome.error().contains("another"), "{}", outcome.error());
    }
}
