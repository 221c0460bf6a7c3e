//! A finished build becomes the current one: in silver's folder by a link, in a bucket by a commit.

use crate::folder;
use makerates_core::cli::{Context, Success};
use makerates_core::failure::Failure;
use makerates_core::silver::{Published, SilverStore};
use serde_json::json;
use std::path::Path;
use std::time::Instant;

/// Makes a build the current one of a store, and removes those that are not kept. Its result then says where it went.
pub async fn publish(
    store: &SilverStore,
    folder: &Path,
    build: &str,
    context: &Context,
    success: Success,
) -> Result<Success, Failure> {
    let (silver, kept_max) = (context.silver_folder(), context.config.silver.builds_kept.get());
    match store {
        SilverStore::Folder(_) => {
            folder::publish(&silver, build, kept_max)?;
            Ok(success)
        }
        SilverStore::Bucket(bucket) => {
            let started = Instant::now();
            let published = bucket.publish(folder, context.clock, kept_max).await?;
            tracing::debug!("published in {} ms", started.elapsed().as_millis());
            folder::prune(&silver, build, kept_max)?;
            Ok(told(success, &context.silver_location(), published))
        }
    }
}

fn told(mut success: Success, location: &str, published: Published) -> Success {
    let (line, superseded, bytes) = match published {
        Published::Current { bytes } => {
            (format!("published at {location} ({} MB)", bytes.div_ceil(1_000_000)), false, bytes)
        }
        Published::Superseded { by } => {
            (format!("not published: {location} has a newer silver already ({by}), and readers go on with it"), true, 0)
        }
    };
    success.outputs.insert("superseded".to_owned(), json!(superseded));
    success.outputs.insert("published_bytes".to_owned(), json!(bytes));
    success.text = format!("{}\n{line}", success.text);
    success
}
