//! Waiting before another attempt: full jitter.

use std::time::Duration;

/// Waits a random part of a bound that doubles with each attempt, from 20 ms to 1.3 s, so that many callers who met
/// each other do not meet again (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015).
pub async fn wait(attempt: u32) {
    let bound_ms = 20_u64 << attempt.min(6);
    tokio::time::sleep(Duration::from_millis(rand::random_range(0..=bound_ms))).await;
}
