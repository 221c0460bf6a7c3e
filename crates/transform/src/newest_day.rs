//! How the newest market day went, for outputs and metrics: what a daily run adds to silver is that day.

use crate::error::SilverError;
use duckdb::Connection;
use makerates_core::metrics::{Kind, Measure, Metric, Tags, measured};
use makerates_domain::dates::RateDate;
use makerates_domain::market_day;
use serde_json::{Map, Value, json};

/// The output that holds it.
const OUTPUT: &str = "newest_day";

const MEASURES: &[Measure] = &[
    ("validated", "validated_rates", Kind::Gauge),
    ("quarantined", "quarantined_rates", Kind::Gauge),
    ("conflicts", "conflicts", Kind::Gauge),
    ("deviation_pct_median", "deviation_pct_median", Kind::Gauge),
    ("deviation_pct_max", "deviation_pct_max", Kind::Gauge),
];

/// Deviations are those of currencies that several witnesses have a rate of, in percent.
const QUERY: &str = "
    with newest as (select max(rate_date) as rate_date from silver.observations where role = 'observation')
    select
        rate_date::varchar,
        (select count(*) from silver.validated_rates as v where v.rate_date = newest.rate_date),
        (select count(*) from silver.quarantine as q where q.rate_date = newest.rate_date),
        (select count(*) from silver.consensus as c where c.rate_date = newest.rate_date and verdict = 'conflict'),
        (select median(deviation_pct)::double from silver.consensus as c where c.rate_date = newest.rate_date),
        (select max(deviation_pct)::double from silver.consensus as c where c.rate_date = newest.rate_date)
    from newest";

/// Rates of a market day, which is the last one that is over: without any the pipeline is behind.
const FRESH: &str = "select count(*) from silver.validated_rates where rate_date = ?::date";

/// Adds the newest market day to a build's outputs.
pub fn add_to(outputs: &mut Map<String, Value>, db: &Connection, today: RateDate) -> Result<(), SilverError> {
    let day = db.query_row(QUERY, [], |row| {
        Ok(json!({
            "rate_date": row.get::<_, Option<String>>(0)?,
            "validated": row.get::<_, i64>(1)?,
            "quarantined": row.get::<_, i64>(2)?,
            "conflicts": row.get::<_, i64>(3)?,
            "deviation_pct_median": row.get::<_, Option<f64>>(4)?,
            "deviation_pct_max": row.get::<_, Option<f64>>(5)?,
        }))
    });
    outputs.insert(OUTPUT.to_owned(), day.map_err(SilverError::sql("the newest market day"))?);
    let over = market_day::of_stamp(today.into());
    let fresh = db.query_row(FRESH, [over.to_string()], |row| row.get::<_, i64>(0));
    outputs.insert("fresh_rates".to_owned(), json!(fresh.map_err(SilverError::sql("the fresh rates"))?));
    Ok(())
}

/// The metrics of the newest market day among a build's outputs.
pub fn metrics(outputs: &Map<String, Value>, layer: &str) -> Vec<Metric> {
    let tags = Tags::from([("layer", layer.to_owned())]);
    let day = outputs.get(OUTPUT).and_then(Value::as_object);
    let mut metrics = day.map_or_else(Vec::new, |day| measured(day, MEASURES, &tags));
    metrics.extend(measured(outputs, &[("fresh_rates", "fresh_rates", Kind::Gauge)], &tags));
    metrics
}
