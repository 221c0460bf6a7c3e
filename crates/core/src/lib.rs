//! The domain of Makerates, and the edges that its executables share.
//!
//! Pure modules know nothing of the outside: [`currency`], [`pair`], [`iso4217`], [`legacy_euro`], [`rate`], [`dates`],
//! [`market_day`], [`target_calendar`], [`source`], [`answers`]. The edges speak with it: [`http`], [`bronze`],
//! [`dynamodb`], [`quota`], [`runs`], [`watch`], [`extraction`], [`backoff`]; [`clock`] alone asks the time, [`environment`] alone reads
//! variables. The shell is what every executable shares: [`config`], [`cli`], [`kestra`], [`metrics`], [`failure`],
//! [`printable`].

pub mod answers;
pub mod aws;
pub mod backoff;
pub mod blocs;
pub mod bronze;
pub mod cli;
pub mod clock;
pub mod config;
pub mod currency;
pub mod dates;
pub mod dynamodb;
pub mod environment;
mod excerpt;
pub mod extraction;
pub mod failure;
pub mod http;
pub mod iso4217;
pub mod kestra;
pub mod legacy_euro;
pub mod market_day;
pub mod metrics;
pub mod pair;
pub mod pegs;
pub mod printable;
pub mod quota;
pub mod rate;
#[cfg(test)]
mod recorded;
pub mod redenominations;
pub mod regimes;
pub mod runs;
pub mod secret;
pub mod source;
pub mod target_calendar;
pub mod watch;
