//! Silver on a real S3 server: any worker reads it, several build it, and some die.

mod builders;
mod faults;
mod kills;
mod workers;
mod world;
