//! Every metric with its unit and meaning: one list for all formats, and the table of `docs/metrics.md`.

/// What a metric is.
#[derive(Debug, Clone, Copy)]
pub struct Description {
    /// Its name in every format.
    pub name: &'static str,
    /// The unit of its value, in CloudWatch's words (API reference, `MetricDatum`).
    pub unit: &'static str,
    /// What it counts or measures.
    pub meaning: &'static str,
}

const COUNT: &str = "Count";
const PERCENT: &str = "Percent";

/// Every metric, in the order of the steps.
pub const CATALOGUE: &[Description] = &[
    of("duration", "Seconds", "how long the run took"),
    of("run_failed", COUNT, "1 when the run ended with an exit code other than 0, else 0"),
    of("quota_used", COUNT, "requests counted in the period"),
    of("quota_limit", COUNT, "requests allowed in the period"),
    of("quota_remaining", COUNT, "requests that the tightest period leaves"),
    of("circuit_open", COUNT, "1 while the circuit of the source is open or half open, else 0"),
    of("requests", COUNT, "HTTP requests made, retries too"),
    of("answers_new", COUNT, "answers that bronze did not have"),
    of("answers_unchanged", COUNT, "answers that bronze had already"),
    of("bytes", "Bytes", "size of the answers received"),
    of("suspicious", COUNT, "values in the answers that can be no rate"),
    of("newest_rate_age_days", COUNT, "days since the newest market day that the answers speak of"),
    of("validated_rates", COUNT, "rates of the newest market day that stand"),
    of("quarantined_rates", COUNT, "rates of the newest market day that were withheld"),
    of("conflicts", COUNT, "currencies of the newest market day on which the witnesses contradict each other"),
    of("deviation_pct_median", PERCENT, "median deviation between the witnesses on the newest market day"),
    of("deviation_pct_max", PERCENT, "largest deviation between the witnesses on the newest market day"),
    of("fresh_rates", COUNT, "validated rates of the last market day that is over"),
    of("items_written", COUNT, "items put into the table"),
    of("items_unchanged", COUNT, "items that said the same already"),
    of("items_withdrawn", COUNT, "items deleted because they are no longer validated"),
    of("items_failed", COUNT, "items that could not be written"),
    of("write_units", COUNT, "write capacity units, as DynamoDB reports them"),
    of("read_units", COUNT, "read capacity units, as DynamoDB reports them"),
    of("oldest_latest_age_days", COUNT, "days since the market day of the oldest LATEST item that has not ended"),
];

const fn of(name: &'static str, unit: &'static str, meaning: &'static str) -> Description {
    Description { name, unit, meaning }
}

/// The description of a metric; a metric that the list lacks is a plain count.
#[must_use]
pub fn describe(name: &str) -> Description {
    CATALOGUE.iter().copied().find(|known| known.name == name).unwrap_or(of("", COUNT, ""))
}
