//! The models of `sql/`, each on a handful of rows: given requests and their answers, expected tables.

mod aligned;
mod answer_checks;
mod checks;
mod checks_of_trust;
mod consensus;
mod copied_witnesses;
mod decisions;
mod evidence;
mod given;
mod latest_rates;
mod marts;
mod moves;
mod observations;
mod pair_legs;
mod published_pairs;
mod quarantine;
mod rebuild;
mod restatements;
mod standing_jumps;
mod unwitnessed_rates;
mod validated_rates;
mod witnesses;

use given::{Silver, given};
