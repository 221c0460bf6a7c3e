//! The models of `sql/`, each on a handful of rows: given requests and their answers, expected tables.

mod aligned;
mod checks;
mod consensus;
mod given;
mod latest_rates;
mod observations;
mod pair_legs;
mod published_pairs;
mod quarantine;
mod rebuild;
mod suspect_answers;
mod validated_rates;

use given::{Silver, given};
