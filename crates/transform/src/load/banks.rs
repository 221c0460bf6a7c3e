//! Who the banks of the panel are, as the service introduces them.

use super::appender;
use crate::error::SilverError;
use duckdb::{Connection, params};
use makerates_core::bronze::{BronzeError, BronzeKey, BronzeStore};
use makerates_core::failure::Failure;
use makerates_domain::answers::{Bank, parse_banks};

/// Loads the newest list. Without one, or with one that is lost or can't be read, nobody is known: then every bank is heard,
/// under its key.
pub async fn banks(db: &Connection, store: &BronzeStore, list: Option<&BronzeKey>) -> Result<(), Failure> {
    let Some(key) = list else { return Ok(()) };
    let mut read = store.object(key).await;
    // A copy can be fetched again; the object itself could only be restored from a backup.
    if matches!(read, Err(BronzeError::Rot(_))) && store.forget_copy(key)? {
        tracing::warn!("the local copy of the list of banks is damaged: it is fetched again");
        read = store.object(key).await;
    }
    let read = match read {
        Ok(body) => parse_banks(&body).map_err(|fault| fault.to_string()),
        Err(error @ (BronzeError::Missing(_) | BronzeError::Rot(_))) => Err(error.to_string()),
        Err(error) => return Err(error.into()),
    };
    match read {
        Ok(banks) => append(db, &banks).map_err(SilverError::sql("loading the banks"))?,
        Err(reason) => tracing::warn!("who the banks of the panel are is not known: {reason}"),
    }
    Ok(())
}

/// Of two entries of one key the first counts.
pub fn append(db: &Connection, banks: &[Bank]) -> duckdb::Result<()> {
    let mut rows = appender(db, "banks")?;
    let mut known = std::collections::BTreeSet::new();
    for bank in banks.iter().filter(|bank| known.insert(bank.key.as_str())) {
        rows.append_row(params![
            bank.key,
            bank.name,
            bank.country_code,
            bank.rate_type,
            bank.pivot_currency,
            bank.publish_cadence,
            bank.is_mid(),
        ])?;
    }
    rows.flush()
}
