//! The history of each currency, small enough to be carried along: columns of differences, packed, to be unpacked by the
//! browser when a chart is asked for.

use crate::error::SilverError;
use crate::rows;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use duckdb::Connection;
use flate2::Compression;
use flate2::write::GzEncoder;
use makerates_core::failure::Failure;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;

/// What all histories together may take, so that the page stays below 3 MB.
const BYTES_MAX: usize = 2_300_000;

/// Significant digits of the smallest rate of a line: what a reference rate has.
const DIGITS: u32 = 7;

/// How dense the lines are: every market day of the last years, before that the last one of each period.
#[derive(Debug, Clone, Copy)]
struct Density {
    daily_years: u32,
    period: &'static str,
}

/// From the densest on, until it fits. With some 80 banks in every currency the first would be too much.
const DENSITIES: [Density; 4] = [
    Density { daily_years: 2, period: "week" },
    Density { daily_years: 1, period: "month" },
    Density { daily_years: 1, period: "quarter" },
    Density { daily_years: 0, period: "quarter" },
];

impl Density {
    fn words(self) -> String {
        let Self { daily_years, period } = self;
        match daily_years {
            0 => format!("the last market day of each {period}"),
            1 => format!("every market day of the last year, before that the last one of each {period}"),
            years => format!("every market day of the last {years} years, before that the last one of each {period}"),
        }
    }
}

/// A witness's rates of a currency.
#[derive(Debug)]
struct Line {
    witness: String,
    source: String,
    /// The pair that it quotes; the points are against the euro.
    pair: String,
    /// Days since 1999-01-01, ascending, and units of the currency for one euro.
    points: Vec<(i64, Decimal)>,
}

/// All histories, packed.
#[derive(Debug)]
pub struct Series {
    /// Of each currency: its lines and what is in quarantine, as JSON, gzip, base64.
    pub packed: BTreeMap<String, String>,
    /// How dense the lines are.
    pub density: String,
}

/// Reads and packs the histories, as densely as fits.
pub fn read(db: &Connection) -> Result<Series, Failure> {
    let marks = marks(db)?;
    let names = names(db)?;
    let mut series = Series { packed: BTreeMap::new(), density: String::new() };
    for density in DENSITIES {
        series = Series { packed: pack(lines(db, density)?, &marks, &names), density: density.words() };
        if series.packed.values().map(String::len).sum::<usize>() <= BYTES_MAX {
            break;
        }
    }
    Ok(series)
}

const LINES: &str = "
    select
        currency,
        witness,
        source,
        base_currency || '/' || quote_currency as pair,
        rate_date - date '1999-01-01' as day,
        rate_per_eur::varchar as rate
    from silver.observations
    where role = 'observation' and rate_per_eur is not null and isodow(rate_date) <= 5
    qualify
        rate_date > (select max(rate_date) from silver.observations) - 366 * $years
        or row_number() over (
            partition by currency, source, witness, date_trunc('$period', rate_date) order by rate_date desc
        ) = 1
    order by currency, source, witness, rate_date";

/// The lines of each currency.
fn lines(db: &Connection, density: Density) -> Result<BTreeMap<String, Vec<Line>>, SilverError> {
    let fault = || SilverError::sql("the history");
    let query = LINES.replace("$years", &density.daily_years.to_string()).replace("$period", density.period);
    let mut statement = db.prepare(&query).map_err(fault())?;
    let mut rows = statement.query([]).map_err(fault())?;
    let mut lines: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    while let Some(row) = rows.next().map_err(fault())? {
        let text = |index: usize| row.get::<_, String>(index).map_err(fault());
        let [currency, witness, source] = [text(0)?, text(1)?, text(2)?];
        let of_currency = lines.entry(currency).or_default();
        if of_currency.last().is_none_or(|line| line.witness != witness || line.source != source) {
            of_currency.push(Line { witness, source, pair: text(3)?, points: Vec::new() });
        }
        let (Some(line), Ok(rate)) = (of_currency.last_mut(), text(5)?.parse()) else { continue };
        line.points.push((row.get(4).map_err(fault())?, rate));
    }
    Ok(lines)
}

/// What is in quarantine; a rate under several rules is one mark. Of a rate that could not be typed there is no value.
const MARKS: &str = "
    select
        if(quarantine.quote_currency = 'EUR', quarantine.base_currency, quarantine.quote_currency) as currency,
        quarantine.rate_date - date '1999-01-01' as day,
        quarantine.witness,
        quarantine.base_currency || '/' || quarantine.quote_currency as pair,
        quarantine.digits,
        any_value(observations.rate_per_eur)::varchar as rate,
        string_agg(distinct quarantine.rule, ', ') as rules,
        string_agg(distinct quarantine.evidence, '; ') as evidence
    from silver.quarantine
    left join silver.observations
        on
            quarantine.source = observations.source
            and quarantine.witness = observations.witness
            and quarantine.stamp = observations.stamp
            and quarantine.base_currency = observations.base_currency
            and quarantine.quote_currency = observations.quote_currency
            and quarantine.digits = observations.digits
    where quarantine.rate_date is not null
    group by all
    order by currency, day, quarantine.witness";

/// The marks of each currency, as `[day, witness, pair, digits, rate, rules, evidence]`.
fn marks(db: &Connection) -> Result<BTreeMap<String, Vec<Value>>, SilverError> {
    let fault = || SilverError::sql("the marks of the charts");
    let mut statement = db.prepare(MARKS).map_err(fault())?;
    let mut rows = statement.query([]).map_err(fault())?;
    let mut marks: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    while let Some(row) = rows.next().map_err(fault())? {
        let text = |index: usize| row.get::<_, Option<String>>(index).map_err(fault());
        let day: i64 = row.get(1).map_err(fault())?;
        let rate: Option<f64> = text(5)?.and_then(|rate| rate.parse().ok());
        let mark = json!([day, text(2)?, text(3)?, text(4)?, rate, text(6)?, text(7)?]);
        marks.entry(text(0)?.unwrap_or_default()).or_default().push(mark);
    }
    Ok(marks)
}

/// The names of the currencies.
fn names(db: &Connection) -> Result<BTreeMap<String, String>, SilverError> {
    let rows = rows::query(db, "select currency, name from silver.dim_currencies", usize::MAX)
        .map_err(SilverError::sql("the names of the currencies"))?;
    let pair = |row: Vec<String>| <[String; 2]>::try_from(row).ok().map(|[currency, name]| (currency, name));
    Ok(rows.first.into_iter().filter_map(pair).collect())
}

fn pack(
    lines: BTreeMap<String, Vec<Line>>,
    marks: &BTreeMap<String, Vec<Value>>,
    names: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut packed = BTreeMap::new();
    for (currency, lines) in lines {
        let lines: Vec<Value> = lines.iter().map(columns).collect();
        let history = json!({
            "name": names.get(&currency),
            "lines": lines,
            "marks": marks.get(&currency).map_or(&[][..], Vec::as_slice),
        });
        packed.insert(currency, STANDARD.encode(gzip(history.to_string().as_bytes())));
    }
    packed
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(text).and_then(|()| encoder.finish());
    packed.expect("memory takes what is written")
}

/// A line as columns of whole numbers: the first value, then differences, which are small and so compress well.
fn columns(line: &Line) -> Value {
    let scale = line.points.iter().map(|(_, rate)| *rate).min().map_or(0, scale);
    let days: Vec<i64> = line.points.iter().map(|(day, _)| *day).collect();
    let values: Vec<i64> = line.points.iter().map(|(_, rate)| whole(*rate, scale)).collect();
    json!({
        "witness": line.witness,
        "source": line.source,
        "pair": line.pair,
        "scale": scale,
        "days": differences(&days),
        "values": differences(&values),
    })
}

/// Decimal places with which a rate has its significant digits.
fn scale(rate: Decimal) -> u32 {
    let mut places = DIGITS;
    let mut bound = Decimal::ONE;
    while rate >= bound && places > 0 {
        bound *= Decimal::TEN;
        places -= 1;
    }
    let mut small = rate * Decimal::TEN;
    while !small.is_zero() && small < Decimal::ONE && places < 18 {
        small *= Decimal::TEN;
        places += 1;
    }
    places
}

/// A rate in units of its last place; beyond what a whole number holds there is no rate.
fn whole(rate: Decimal, scale: u32) -> i64 {
    let mut rounded = rate.round_dp(scale);
    rounded.rescale(scale);
    i64::try_from(rounded.mantissa()).unwrap_or(i64::MAX)
}

fn differences(values: &[i64]) -> Vec<i64> {
    let before = std::iter::once(0).chain(values.iter().copied());
    values.iter().zip(before).map(|(value, before)| value.saturating_sub(before)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_line_keeps_the_digits_of_a_reference_rate() {
        for (text, places, value) in [
            ("1.1378", 6, 1_137_800),
            ("183.45", 4, 1_834_500),
            ("17654.32", 2, 1_765_432),
            ("0.8654", 7, 8_654_000),
            ("0.000012345678", 11, 1_234_568),
            ("1500000.5", 0, 1_500_000),
            ("123456789012.123456789012345678", 0, 123_456_789_012),
        ] {
            let rate = rate(text);
            assert_eq!((scale(rate), whole(rate, scale(rate))), (places, value), "{text}");
        }
    }

    #[test]
    fn columns_are_differences_from_the_first_value_on() {
        assert_eq!(differences(&[7, 8, 11, 9]), [7, 1, 3, -2]);
        assert!(differences(&[]).is_empty());
    }
}
