//! What is published: read by stretches of a pair's sort keys.

use crate::item::{Item, text_of};
use crate::patience::{Trouble, patiently, trouble};
use crate::stretch::Stretch;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use makerates_core::dynamodb::{CURRENCY_RATES, TableError, attribute};
use std::collections::BTreeMap;

const TABLE: &str = CURRENCY_RATES.name;

/// The items of a stretch by sort key, and the read units that they cost.
pub type Found = (BTreeMap<String, Item>, f64);

/// Why a stretch could not be read.
#[derive(Debug)]
pub struct Unread {
    /// Whether any other would fail too.
    pub is_lasting: bool,
    /// What the table said.
    pub error: TableError,
}

/// The table, for reading.
#[derive(Debug, Clone)]
pub struct Reader {
    /// A client that tries each request once.
    pub client: Client,
    /// Whether a read must see every write before it. One that need not costs half.
    pub consistent: bool,
}

impl Reader {
    /// The items that exist in a stretch, whole: a projection would cost the same units, and by the stored hash alone an
    /// item that was edited by hand would pass for ours.
    pub async fn find(&self, stretch: &Stretch) -> Result<Found, Unread> {
        let mut found = BTreeMap::new();
        let (mut units, mut start) = (0.0, None);
        loop {
            let request = self
                .client
                .query()
                .table_name(TABLE)
                .key_condition_expression("currency_pair = :pair AND rate_date BETWEEN :from AND :to")
                .expression_attribute_values(":pair", attribute(&stretch.pair))
                .expression_attribute_values(":from", attribute(&stretch.from))
                .expression_attribute_values(":to", attribute(&stretch.to))
                .consistent_read(self.consistent)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .set_exclusive_start_key(start.take());
            let answer = patiently(|| request.clone().send()).await;
            let answer = answer.map_err(|error| Unread {
                is_lasting: trouble(&error) == Trouble::Lasting,
                error: TableError::of("reading what is published", TABLE, &error),
            })?;
            units += answer.consumed_capacity().and_then(ConsumedCapacity::capacity_units).unwrap_or_default();
            found.extend(answer.items.unwrap_or_default().into_iter().map(|item| (text_of(&item, "rate_date"), item)));
            start = answer.last_evaluated_key.filter(|key| !key.is_empty());
            if start.is_none() {
                return Ok((found, units));
            }
        }
    }
}

/// One item, whole.
pub async fn item(client: &Client, pair: &str, sort_key: &str) -> Result<Option<Item>, TableError> {
    let request = client.get_item().table_name(TABLE).consistent_read(true);
    let request = request.key("currency_pair", attribute(pair)).key("rate_date", attribute(sort_key));
    let answer = request.send().await.map_err(|error| TableError::of("reading a rate", TABLE, &error))?;
    Ok(answer.item)
}
