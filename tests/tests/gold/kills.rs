//! The embedded store lives in the process that writes: killed, it leaves a file that the next run repairs.

use aws_sdk_dynamodb::types::Select;
use makerates_core::dynamodb::Tables;
use makerates_tests::race::wait_for;
use makerates_tests::run::Outcome;
use makerates_tests::{Run, World, in_case};

const NOW: &str = "2026-09-29T06:00:00Z";

fn sync(world: &World, arguments: &str) -> Run {
    world.run("sync-dynamodb").args(arguments).env("MAKERATES_GOLD__BASES", "EUR")
}

/// Items of the world's table, the fence included, as another process sees them.
fn count(world: &World) -> usize {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        let file = world.home().join("dynamodb.sqlite");
        let tables = Tables::connect(Some(&file)).await.expect("the file can be served");
        let mut pages = tables.client.scan().table_name("currency_rates").select(Select::Count).into_paginator().send();
        let mut count = 0;
        // The table may not be there yet.
        while let Some(Ok(page)) = pages.next().await {
            count += usize::try_from(page.count()).expect("a count is positive");
        }
        tables.close().await;
        count
    })
}

#[test]
fn killed_together_with_its_store_it_is_whole_after_the_next_run() {
    let world = World::at(NOW);
    world.run("extract-frankfurter").args("--from 2026-05-04 --to 2026-09-28 --no-panel").ok();
    world.run("transform").ok();
    for items in [1, 1_500] {
        let _case = in_case(format!("killed when {items} items are there"));
        let _ = std::fs::remove_file(world.home().join("dynamodb.sqlite"));
        let mut run = sync(&world, "--full --history --no-ttl").spawn();
        wait_for("the items", || (count(&world) >= items).then_some(()));
        run.kill().expect("a child can be killed");
        drop(Outcome::of(run));
        let again = sync(&world, "--history --no-ttl").ok();
        assert!(again["candidates"].as_u64() > Some(2_900), "{again}");
        let diff = sync(&world, "diff --history").ok();
        assert_eq!((&diff["different"], &diff["same"]), (&0.into(), &again["candidates"]));
    }
}
