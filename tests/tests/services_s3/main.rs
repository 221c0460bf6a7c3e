//! Bronze on a real S3 server, also one that refuses, loses, cuts or weakens requests.

mod bucket;
mod contract;
mod copies;
mod credentials;
mod many;
mod network;
mod race;
mod unconditional;
