//! What a source can do instead of answering, against both extractors: the table of faults, row by row.
//!
//! Each case runs the built extractor with the key and the whole log, and checks the exit code, the message, the
//! receipt, what is kept, what is counted, and what the next run does.

mod bodies;
mod case;
mod key;
mod network;
mod refusals;
mod rows;
