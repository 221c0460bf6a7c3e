//! Many runs at once, and waiting for what another process does.

use crate::run::{Outcome, Run};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

/// Generous, because the other tests compete for the processor.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts so many runs, and only then waits for them.
///
/// # Panics
/// When one can't be started.
#[must_use]
pub fn at_once(count: usize, run: impl Fn() -> Run) -> Vec<Outcome> {
    let children: Vec<Child> = (0..count).map(|_| run().spawn()).collect();
    children.into_iter().map(Outcome::of).collect()
}

/// The exit codes of runs, sorted.
#[must_use]
pub fn codes(outcomes: &[Outcome]) -> Vec<Option<i32>> {
    let mut codes: Vec<_> = outcomes.iter().map(|outcome| outcome.code).collect();
    codes.sort_unstable();
    codes
}

/// The exit codes of so many runs that were granted and refused a request.
#[must_use]
pub fn granted_and_refused(granted: usize, refused: usize) -> Vec<Option<i32>> {
    [vec![Some(0); granted], vec![Some(3); refused]].concat()
}

/// How often a race is run: three times, unless `QUOTA_ROUNDS` says otherwise.
///
/// # Panics
/// When that is no number.
#[must_use]
pub fn rounds() -> usize {
    std::env::var("QUOTA_ROUNDS").map_or(3, |rounds| rounds.parse().expect("QUOTA_ROUNDS is a number"))
}

/// Asks again and again until there is something.
///
/// # Panics
/// When there is nothing within a minute.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(found) = look() {
            return found;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("{what}: not within {PATIENCE:?}");
}
