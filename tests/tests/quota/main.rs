//! Quotas that can't be overspent, on the embedded tables: races, kills, the circuit breaker, and the other source
//! taking over.

mod circuit;
mod failover;
mod headers;
mod items;
mod kills;
mod lost;
mod races;
mod support;
