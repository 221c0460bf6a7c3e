//! What the end-to-end tests share: the built executables, a world of their own for each test, recorded rates.
//!
//! A [`World`] is an empty home folder and a replay server on a free loopback port. Every run gets exactly the
//! environment that the world gives it, so that no setting of the machine changes a result.

pub mod bronze;
pub mod case;
pub mod embedded;
pub mod executables;
pub mod gold;
pub mod kestra;
pub mod loopback;
pub mod proxy;
pub mod race;
pub mod recorded;
pub mod replay;
pub mod run;
pub mod s3_proxy;
pub mod services;
pub mod stub;
pub mod tables;
pub mod tls;
pub mod tracker;
pub mod world;

pub use case::in_case;
pub use run::{Outcome, Run};
pub use world::World;
