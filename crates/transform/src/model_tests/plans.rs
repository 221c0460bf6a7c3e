//! How DuckDB would run the models: what does not grow with the rates it is for.

use super::given;
use crate::models::{OBSERVED, PUBLISHED, SqlFile};
use duckdb::Connection;

/// A join that DuckDB can't do by the values of a column: it compares each row of one side with each of the other.
const EACH_WITH_EACH: &str = "BLOCKWISE_NL_JOIN";

/// How it would run what a table or view is made of; nothing of what is no query. The drawn plan leaves out what is deep.
fn plan(db: &Connection, file: &SqlFile) -> Option<String> {
    let text = file.text(None).unwrap();
    let begin = ["table", "view"].iter().find_map(|kind| {
        let create = format!("create {kind} silver.{} as", file.name());
        text.find(&create).map(|place| place + create.len())
    })?;
    Some(db.query_row(&format!("explain (format json) {}", &text[begin..]), [], |row| row.get(1)).unwrap())
}

/// With a panel's millions of rates and hundreds of lags that was a ninth of a build.
#[test]
fn no_model_compares_each_row_with_each_other() {
    let silver = given(
        "2024-06-28T15:05:00Z ECB 2024-06-28 USD=1.0705 JPY=173.2
         2024-06-28T15:05:00Z usd:BOC 2024-06-28 EUR=0.93 JPY=161.2
         2024-06-29T06:00:00Z API 2024-06-29 EUR=0.93 JPY=161.2",
    )
    .silver();
    let mut seen = 0;
    for file in [OBSERVED, PUBLISHED].concat() {
        if let Some(plan) = plan(&silver.db, &file) {
            assert!(!plan.contains(EACH_WITH_EACH), "{}", file.path);
            seen += 1;
        }
    }
    assert!(seen > 15, "{seen} plans");
}
