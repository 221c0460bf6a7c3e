//! Gold on the embedded store: what readers meet over days, the commands, and all that the table promises.

mod commands;
mod days;
#[path = "../gold_table/mod.rs"]
mod gold_table;
mod kills;

use makerates_tests::embedded;
use makerates_tests::gold::Account;

/// A server of its own for each table.
fn account(name: &str) -> Account {
    Account { endpoint: embedded::serve(), key: name.to_owned() }
}
