//! All that the table promises, on DynamoDB Local.

#[path = "gold_table/mod.rs"]
mod gold_table;

use makerates_tests::gold::Account;
use makerates_tests::services::DynamoDbLocal;
use std::sync::OnceLock;

/// One server for all tests: it takes seconds to start, and ends with the test program. To it each key is another
/// account.
fn account(name: &str) -> Account {
    static SERVER: OnceLock<DynamoDbLocal> = OnceLock::new();
    Account { endpoint: SERVER.get_or_init(DynamoDbLocal::start).endpoint.clone(), key: name.to_owned() }
}
