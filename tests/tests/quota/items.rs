//! The items themselves, read with the raw client.

use crate::support::NOW;
use makerates_core::dynamodb::Tables;
use makerates_tests::tables::{Item, scan};
use makerates_tests::{World, tracker};

#[test]
fn the_items_have_the_attributes_of_the_contract_and_no_others() {
    let items = |world: &World| -> Vec<Item> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        runtime.block_on(async {
            let tables = Tables::connect(Some(&world.home().join("dynamodb.sqlite"))).await.expect("the file opens");
            let items = scan(&tables.client, "api_quota_tracker").await;
            tables.close().await;
            items
        })
    };
    tracker::check_items(&mut World::at(NOW), World::run, items);
}
