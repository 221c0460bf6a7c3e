//! Work on several cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the work makes of each item, in their order. Each thread takes the next item when it is done with one.
pub fn map<T: Sync, R: Send>(threads: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(place) else { break };
                    let result = work(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((place, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let is_second_done = AtomicBool::new(false);
        let work = |item: &u32| {
            while *item == 0 && !is_second_done.load(Ordering::Acquire) {
                std::thread::yield_now();
            }
            is_second_done.store(true, Ordering::Release);
            item * 2
        };
        assert_eq!(map(2, &[0, 1, 2], work), [0, 2, 4]);
        assert!(map(2, &[], |item: &u32| *item).is_empty());
    }
}
