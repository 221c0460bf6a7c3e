//! A sync that is killed leaves nothing that the next one does not repair.

use super::{NOW, account};
use makerates_tests::gold::Gold;
use makerates_tests::in_case;
use makerates_tests::proxy::Way;
use makerates_tests::race::wait_for;
use makerates_tests::run::Outcome;
use std::env;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Instants per way to die: one, unless `GOLD_KILLS` says otherwise.
fn kills() -> usize {
    env::var("GOLD_KILLS").map_or(1, |count| count.parse().expect("GOLD_KILLS is a number"))
}

/// Some 3,000 items; `GOLD_FROM=1999-01-04` makes 200,000 of them.
fn first_day() -> String {
    env::var("GOLD_FROM").unwrap_or_else(|_| "2026-05-04".to_owned())
}

#[test]
fn killed_at_any_transaction_of_a_full_sync_and_run_again_it_is_whole() {
    let mut gold = Gold::without_tables(NOW, account("kills"));
    let range = format!("--from {} --to 2026-09-28 --no-panel", first_day());
    gold.world.run("extract-frankfurter").args(&range).ok();
    gold.world.run("transform").ok();
    let arguments = "--full --history --no-ttl";
    for (name, dying) in [("before", Way::Held), ("after", Way::AnswerLost)] {
        for kill in 0..kills() {
            let at = usize::try_from(RandomState::new().hash_one(kill) % 28).expect("it is small");
            let _case = in_case(format!("{name} the table has transaction {at}"));
            gold.move_to(account(&format!("{name}{kill}")));
            let (dying, seen) = (dying.clone(), AtomicUsize::new(0));
            let proxy = gold.proxy(move |call, _| {
                let is_it = call.operation == "TransactWriteItems" && seen.fetch_add(1, Ordering::SeqCst) >= at;
                if is_it { dying.clone() } else { Way::Through }
            });
            let run = gold.through(&proxy, "sync-dynamodb").args(arguments).env("MAKERATES_GOLD__BASES", "EUR");
            let mut run = run.spawn();
            wait_for("the transaction", || (proxy.bent() > 0).then_some(()));
            run.kill().expect("a child can be killed");
            assert_eq!(Outcome::of(run).code, None, "it was killed");
            let left = gold.items().len();
            assert!(left >= 99 * at, "{left}");

            let run = gold.run("sync-dynamodb").args("--history --no-ttl").env("MAKERATES_GOLD__BASES", "EUR").ok();
            let candidates = run["candidates"].as_u64().expect("a count is a number");
            assert!(candidates > 2_900, "{run}");
            // The transaction that was under way may have reached the table a moment after the count.
            let unchanged = run["unchanged"].as_u64().and_then(|count| usize::try_from(count).ok());
            let is_whole = unchanged.is_some_and(|count| (left..=left + 99).contains(&count));
            assert!(is_whole, "what was written was not written again: {left}, {run}");
            assert_eq!(gold.items().len() as u64, candidates);
            let diff = gold.run("sync-dynamodb").args("diff --history").env("MAKERATES_GOLD__BASES", "EUR").ok();
            assert_eq!((&diff["different"], &diff["same"]), (&0.into(), &candidates.into()));
        }
    }
}
