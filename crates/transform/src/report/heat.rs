//! How far the sources are apart, by day and currency.

use super::html::escape;
use super::units::percent_digits;
use crate::error::SilverError;
use crate::rows;
use duckdb::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Of a rate that was resolved or withheld the largest deviation of a witness counts: that is what was judged.
const QUERY: &str = "
    with days as (
        select rate_date from silver.consensus where isodow(rate_date) <= 5
        group by rate_date order by rate_date desc limit 30
    ),

    largest as (
        select rate_date, currency, max(abs(deviation_pct)) as deviation_pct
        from silver.deviations
        group by rate_date, currency
    )

    select
        consensus.currency,
        consensus.rate_date,
        consensus.verdict,
        coalesce(consensus.deviation_pct::double, largest.deviation_pct) as deviation_pct
    from silver.consensus
    semi join days on consensus.rate_date = days.rate_date
    left join largest on consensus.rate_date = largest.rate_date and consensus.currency = largest.currency
    where coalesce(consensus.deviation_pct::double, largest.deviation_pct) is not null";

/// From which deviation, in percent, a cell has the next darker shade.
const SHADES: [f64; 4] = [0.1, 0.25, 0.5, 1.0];

struct Spot {
    deviation_pct: f64,
    /// The deviation as silver has it.
    exact: String,
    verdict: String,
}

/// The map as a table: a row per currency, the one that is furthest off first, and a column per market day,
/// the newest first: on a phone the others are beyond the edge.
pub fn html(db: &Connection) -> Result<String, SilverError> {
    let rows = rows::query(db, QUERY, usize::MAX).map_err(SilverError::sql("the deviations"))?;
    let mut days = BTreeSet::new();
    let mut currencies: BTreeMap<&str, BTreeMap<&str, Spot>> = BTreeMap::new();
    for row in &rows.first {
        let [currency, day, verdict, deviation] = row.as_slice() else { continue };
        let Ok(deviation_pct) = deviation.parse() else { continue };
        days.insert(day.as_str());
        let spot = Spot { deviation_pct, exact: deviation.clone(), verdict: verdict.clone() };
        currencies.entry(currency).or_default().insert(day, spot);
    }
    if days.is_empty() {
        return Ok(
            "<p class=\"empty\" id=\"heat-table\">No currency had two witnesses in these weeks.</p>\n".to_owned()
        );
    }
    let largest = |spots: &BTreeMap<&str, Spot>| spots.values().map(|spot| spot.deviation_pct).fold(0.0, f64::max);
    let mut sorted: Vec<_> = currencies.into_iter().collect();
    sorted.sort_by(|one, other| largest(&other.1).total_cmp(&largest(&one.1)));
    let mut html = head(&days);
    for (currency, spots) in &sorted {
        push_row(&mut html, currency, spots, &days);
    }
    html.push_str("</tbody>\n</table>\n</div>\n");
    Ok(html)
}

fn head(days: &BTreeSet<&str>) -> String {
    const CAPTION: &str = "Deviation between the sources in percent, by currency and market day";
    let mut html = format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{CAPTION}\">\n<table id=\"heat-table\" \
         class=\"heat\">\n<caption>{CAPTION}</caption>\n<thead><tr><th scope=\"col\">in %</th>"
    );
    for day in days.iter().rev() {
        let (month, day_of_month) = (day.get(5..7).unwrap_or_default(), day.get(8..).unwrap_or_default());
        let (day, month, day_of_month) = (escape(day), escape(month), escape(day_of_month));
        let _ = write!(html, "<th scope=\"col\"><time datetime=\"{day}\">{month}-<b>{day_of_month}</b></time></th>");
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    html
}

fn push_row(html: &mut String, currency: &str, spots: &BTreeMap<&str, Spot>, days: &BTreeSet<&str>) {
    let code = escape(currency);
    let _ = write!(html, "<tr><th scope=\"row\"><a href=\"#chart={code}\" data-chart=\"{code}\">{code}</a></th>");
    for day in days.iter().rev() {
        match spots.get(day) {
            None => html.push_str("<td></td>"),
            Some(spot) => {
                let shade = SHADES.iter().filter(|bound| spot.deviation_pct >= **bound).count();
                let mark = match spot.verdict.as_str() {
                    "conflict" => "<b>✕</b>",
                    "resolved" => "<b>r</b>",
                    "warning" => "<b>!</b>",
                    _ => "",
                };
                let (shown, verdict) = (percent_digits(spot.deviation_pct), escape(&spot.verdict));
                let exact = escape(&spot.exact);
                let _ = write!(
                    html,
                    "<td class=\"h{shade}\" title=\"{verdict}\" data-exact=\"{exact}\">{shown}{mark}</td>"
                );
            }
        }
    }
    html.push_str("</tr>\n");
}
