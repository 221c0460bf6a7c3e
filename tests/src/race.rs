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

/// So many runs were granted a request (exit code 0), so many refused one (3), and none ended otherwise.
///
/// # Panics
/// When it is not so: with every run that ended otherwise.
pub fn assert_granted_and_refused(outcomes: &[Outcome], granted: usize, refused: usize) {
    let others: Vec<_> = outcomes.iter().filter(|outcome| !matches!(outcome.code, Some(0 | 3))).collect();
    assert!(others.is_empty(), "neither granted nor refused: {others:#?}");
    let with = |code| outcomes.iter().filter(|outcome| outcome.code == Some(code)).count();
    assert_eq!((with(0), with(3)), (granted, refused), "granted and refused");
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
