//! What is told of runs beside their results: the record that each leaves, what `quota-gate health` makes of it, and
//! the metrics in CloudWatch's and Prometheus' formats.

mod advice;
mod metrics;
mod records;
mod states;

use makerates_tests::World;

/// A Thursday on whose rates the two sources agree.
const CALM: &str = "2026-09-24T06:00:00Z";

/// A good morning, in the order of the flow.
fn morning(world: &World) {
    world.run("quota-gate").args("available").ok();
    world.run("extract-frankfurter").ok();
    world.run("extract-exchangerate").ok();
    world.run("transform").ok();
    world.run("transform").args("quality").ok();
    world.run("sync-dynamodb").ok();
}
