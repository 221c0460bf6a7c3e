//! The fence: no late, paused or concurrent sync can put an older silver's value over a newer one's.
//!
//! One item holds the highest version of silver that began to publish. A sync raises it first, and each of its
//! transactions is bound to the condition that the fence is still its own. A sync that was paused in the middle and
//! wakes up after a newer one began is refused at its next write, whatever it holds in its hands.

use crate::item::{Item, Writer, text_of};
use crate::patience::{Patience, trouble};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ConditionCheck;
use jiff::{SignedDuration, Timestamp};
use makerates_core::clock::format_instant;
use makerates_core::dynamodb::{CURRENCY_RATES, TableError, attribute};
use makerates_core::failure::{Exit, Failure};
use makerates_core::quota::MISCONFIGURED;

const TABLE: &str = CURRENCY_RATES.name;

/// So long after the last write, a read that need not see every write before it sees that one: DynamoDB's replicas
/// are apart by a second at most as a rule ("Read consistency", DynamoDB Developer Guide); the rest is for clocks that
/// are apart.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// Who may publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fence {
    /// The fence is ours.
    Ours {
        /// When the last write before ours ended; none when it is not known.
        settled_at: Option<Timestamp>,
    },
    /// A newer silver holds it: we have nothing to publish any more.
    Superseded,
}

impl Fence {
    /// Whether a write may be so young that only a consistent read is sure to see it.
    pub fn may_be_unsettled(self, now: Timestamp) -> bool {
        let Self::Ours { settled_at: Some(settled_at) } = self else { return true };
        now.duration_since(settled_at) < SETTLED_AFTER
    }
}

/// Why the fence could not be raised.
#[derive(Debug, thiserror::Error)]
pub enum FenceError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// An older version with as many receipts: bronze only grows, so that was another one's.
    #[error("silver {ours} has no more receipts than {published}, which was published from another bronze")]
    OtherBronze {
        /// Our version.
        ours: String,
        /// The published one.
        published: String,
    },
    /// Somebody emptied the table, or made it anew, after we had raised it.
    #[error("the fence is gone: the table was emptied, or made anew, while this sync wrote to it")]
    Gone,
    /// A version of a time that has not come: whoever published it had its clock ahead, or ours is behind.
    #[error("silver {published} is published, which knows of a time to come: this machine's clock stands at {now}")]
    Ahead {
        /// The published version.
        published: String,
        /// Our clock.
        now: String,
    },
}

impl From<FenceError> for Failure {
    fn from(error: FenceError) -> Self {
        match error {
            FenceError::Table(error) => error.into(),
            error @ FenceError::Gone => {
                Failure::new(Exit::Storage, "not all was published", "run it again: it writes what is missing")
                    .because(error)
            }
            error @ FenceError::OtherBronze { .. } => {
                let next = "what this bronze does not know would be withdrawn; check bronze.location and \
                            MAKERATES_HOME, or publish this bronze from now on with --take-over";
                Failure::new(Exit::Usage, format!("{MISCONFIGURED}: nothing was published"), next).because(error)
            }
            error @ FenceError::Ahead { .. } => {
                let next = "mend this machine's clock where it is behind; where the other one was ahead, publish what is known \
                            now with --take-over: until then nothing newer is published";
                Failure::new(Exit::Usage, format!("{MISCONFIGURED}: nothing was published"), next).because(error)
            }
        }
    }
}

/// Raises the fence to our version, unless a newer one holds it.
///
/// The holder is new for each sync: of two syncs of one version the later one goes on, and the earlier one is refused
/// from then on.
pub async fn raise(client: &Client, writer: &Writer, take_over: bool) -> Result<Fence, FenceError> {
    let mut patience = Patience::new();
    loop {
        let stored = read(client).await?.unwrap_or_default();
        let version = text_of(&stored, "silver_version");
        if !may_pass(&version, &writer.silver_version, take_over, writer.now)? {
            return Ok(Fence::Superseded);
        }
        // Another sync was quicker, or is in the middle of a transaction, which holds the fence for that moment. Where
        // the answer was lost the fence may be ours already: then the next look sees ourselves.
        match take(client, writer, &text_of(&stored, "holder")).await {
            Ok(()) => return Ok(Fence::Ours { settled_at: text_of(&stored, "settled_at").parse().ok() }),
            Err(error) => {
                let is_lost =
                    error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception);
                if !(is_lost || trouble(&error).may_pass()) || !patience.lasts().await {
                    return Err(TableError::of("raising the fence", TABLE, &error).into());
                }
            }
        }
    }
}

/// Whether our version may publish after the one that did last: not after a newer one, unless that one is of a time to come and a
/// person says so.
pub fn may_pass(published: &str, ours: &str, take_over: bool, now: Timestamp) -> Result<bool, FenceError> {
    if is_of_another_bronze(published, ours) && !take_over {
        return Err(FenceError::OtherBronze { ours: ours.to_owned(), published: published.to_owned() });
    }
    if is_ahead(published, now) && !take_over {
        return Err(FenceError::Ahead { published: published.to_owned(), now: format_instant(now) });
    }
    Ok(published <= ours || is_ahead(published, now))
}

/// Clocks may be apart by so much.
const AHEAD_MAX_DAYS: i64 = 1;

/// Whether a version knows what no clock can have seen yet.
fn is_ahead(published: &str, now: Timestamp) -> bool {
    let until = SilverVersion::of(published).until.parse::<Timestamp>();
    until.is_ok_and(|until| until.duration_since(now) > SignedDuration::from_hours(24 * AHEAD_MAX_DAYS))
}

/// The fence, when there is one.
pub async fn read(client: &Client) -> Result<Option<Item>, TableError> {
    let request = client.get_item().table_name(TABLE).set_key(Some(key())).consistent_read(true);
    let answer = request.send().await.map_err(|error| TableError::of("reading the fence", TABLE, &error))?;
    Ok(answer.item)
}

/// Whether an older version has as many receipts as ours. Bronze only grows: with the same last receipt and as many of
/// them it is an earlier build of ours, by another configuration, tool or decision.
fn is_of_another_bronze(published: &str, ours: &str) -> bool {
    let (before, now) = (SilverVersion::of(published), SilverVersion::of(ours));
    before.until < now.until && !published.is_empty() && before.receipts >= now.receipts
}

/// What a silver knew, by its version: `known_until#receipts#built_at`, of which the last part was not always there.
struct SilverVersion<'a> {
    until: &'a str,
    receipts: u64,
}

impl<'a> SilverVersion<'a> {
    fn of(version: &'a str) -> Self {
        let mut parts = version.split('#');
        let until = parts.next().unwrap_or_default();
        Self { until, receipts: parts.next().and_then(|count| count.parse().ok()).unwrap_or_default() }
    }
}

/// Puts our version and ourselves into the fence, unless its holder is no longer the one that was seen.
async fn take(client: &Client, writer: &Writer, seen: &str) -> Result<(), SdkError<UpdateItemError>> {
    let request = client
        .update_item()
        .table_name(TABLE)
        .set_key(Some(key()))
        .update_expression(
            "SET silver_version = :version, holder = :holder, run_id = :run, synced_at = :now REMOVE settled_at",
        )
        .expression_attribute_values(":version", attribute(&writer.silver_version))
        .expression_attribute_values(":holder", attribute(&writer.holder))
        .expression_attribute_values(":run", attribute(&writer.run_id))
        .expression_attribute_values(":now", attribute(&format_instant(writer.now)));
    let request = if seen.is_empty() {
        request.condition_expression("attribute_not_exists(holder)")
    } else {
        request.condition_expression("holder = :seen").expression_attribute_values(":seen", attribute(seen))
    };
    request.send().await.map(drop)
}

/// Notes when our last write ended, as long as the fence is ours. Without that note the next sync reads for twice the
/// units, and is as right: so a failure is none.
pub async fn settle(client: &Client, writer: &Writer, settled_at: Timestamp) {
    let request = client
        .update_item()
        .table_name(TABLE)
        .set_key(Some(key()))
        .update_expression("SET settled_at = :settled")
        .condition_expression("holder = :holder")
        .expression_attribute_values(":settled", attribute(&format_instant(settled_at)))
        .expression_attribute_values(":holder", attribute(&writer.holder));
    if let Err(error) = request.send().await {
        tracing::debug!("the end of the sync was not noted: {}", makerates_core::aws::describe(&error));
    }
}

/// The condition of each transaction: the fence is still ours.
pub fn check(writer: &Writer) -> ConditionCheck {
    ConditionCheck::builder()
        .table_name(TABLE)
        .set_key(Some(key()))
        .condition_expression("silver_version = :version AND holder = :holder")
        .expression_attribute_values(":version", attribute(&writer.silver_version))
        .expression_attribute_values(":holder", attribute(&writer.holder))
        .build()
        .expect("table, key and condition are given")
}

fn key() -> Item {
    Item::from([
        ("currency_pair".to_owned(), attribute("#fence")),
        ("rate_date".to_owned(), attribute("silver_version")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    const YESTERDAYS: &str = "2026-09-29T06:00:00.000Z#00000027";
    const BUILT: &str = "2026-09-29T06:00:00.000Z#00000027#2026-09-29T06:00:05.000Z";
    const REBUILT: &str = "2026-09-29T06:00:00.000Z#00000027#2026-09-29T08:00:00.000Z";

    #[test]
    fn a_version_is_newer_by_what_it_knows_and_then_by_when_it_was_built() {
        let in_order = [
            "2026-09-28T06:00:00.000Z#00000025#2026-09-30T06:00:00.000Z",
            YESTERDAYS,
            BUILT,
            REBUILT,
            "2026-09-29T06:00:00.000Z#00000028",
            "2026-09-29T06:00:00.001Z#00000028",
        ];
        assert!(in_order.is_sorted(), "{in_order:?}");
    }

    #[test]
    fn an_earlier_build_of_the_same_receipts_is_of_the_same_bronze() {
        for (published, ours) in [("", BUILT), (YESTERDAYS, BUILT), (BUILT, REBUILT), (BUILT, BUILT)] {
            assert!(!is_of_another_bronze(published, ours), "{published} before {ours}");
        }
    }

    /// Else one morning with a clock that is ahead would keep every later one from publishing, until that day has come.
    #[test]
    fn a_version_of_a_time_to_come_is_passed_when_a_person_says_so() {
        let now: Timestamp = "2026-09-30T06:00:00Z".parse().unwrap();
        let ahead = "2027-03-01T06:00:00.000Z#00000028#2027-03-01T06:00:05.000Z";
        assert!(matches!(may_pass(ahead, REBUILT, false, now), Err(FenceError::Ahead { .. })));
        assert!(may_pass(ahead, REBUILT, true, now).unwrap());
        let tomorrow = "2026-10-01T05:00:00.000Z#00000028#2026-10-01T05:00:05.000Z";
        assert!(!may_pass(tomorrow, REBUILT, true, now).unwrap());
    }

    #[test]
    fn an_older_one_with_no_fewer_receipts_is_of_another_bronze() {
        let later = |receipts: u32| format!("2026-09-29T07:00:00.000Z#{receipts:08}#2026-09-29T07:00:05.000Z");
        for published in [YESTERDAYS, BUILT] {
            assert!(is_of_another_bronze(published, &later(1)) && is_of_another_bronze(published, &later(27)));
            assert!(!is_of_another_bronze(published, &later(28)));
        }
    }
}
