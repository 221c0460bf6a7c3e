//! The models of `sql/`, each on a handful of rows: given requests and their answers, expected tables.

mod aligned;
mod bank_lags;
mod checks;
mod checks_of_trust;
mod decisions;
mod explained;
mod given;
mod judged;
mod latest_rates;
mod marts;
mod observations;
mod pair_legs;
mod pair_witnesses;
mod plans;
mod published_pairs;
mod quarantine;
mod rebuild;
mod restatements;
mod validated_rates;
mod witnesses;

use given::{Silver, given};
