//! The same for machines.

use super::{BenchmarkReport, Measured, OfWitness};
use crate::clean::{Counts, Group};
use crate::curve::Series;
use crate::fault::Group as Faults;
use crate::tally::{RIGHT_BY, Share, Tally};
use serde_json::{Map, Value, json};

/// The report as JSON.
pub fn render(report: &BenchmarkReport) -> Value {
    json!({
        "machine": report.machine.json(),
        "versions": report.versions,
        "seed": report.seed,
        "seconds": report.seconds,
        "not_measured": report.lacks,
        "scenarios": report.scenarios.iter().map(scenario).collect::<Vec<_>>(),
        "curves": report.curves.iter().map(curve).collect::<Vec<_>>(),
    })
}

fn scenario(measured: &Measured) -> Value {
    json!({
        "key": measured.key,
        "title": measured.title,
        "first_day": measured.days.0,
        "last_day": measured.days.1,
        "clean": measured.clean.iter().map(clean).collect::<Vec<_>>(),
        "faults": measured.faults.iter().flat_map(faults).collect::<Vec<_>>(),
    })
}

fn clean((group, counts): (&Group, &Counts)) -> Value {
    let others: Map<String, Value> =
        counts.others_withhold.iter().map(|(rule, count)| (rule.to_string(), share(*count))).collect();
    json!({
        "witnesses": group.witnesses,
        "is_bad_feed_day": group.is_bad_day,
        "withheld": share(counts.withheld),
        "warning": share(counts.warning),
        "resolved": share(counts.resolved),
        "conflict": share(counts.conflict),
        "withheld_by_others": others,
    })
}

fn faults(of_witness: &OfWitness) -> Vec<Value> {
    let rows = of_witness.tallies.iter().flat_map(|(kind, rules)| {
        rules.iter().map(move |(rule, tally)| {
            let mut row = tally_members(tally);
            row.insert("witness".to_owned(), json!(of_witness.witness));
            row.insert("is_published_source".to_owned(), json!(of_witness.is_published));
            row.insert("kind".to_owned(), json!(kind.to_string()));
            row.insert("is_whole_answer".to_owned(), json!(kind.is_whole()));
            row.insert("rule".to_owned(), json!(rule.to_string()));
            if kind.group() == Faults::Lasting {
                row.extend(course_members(tally, kind.is_true()));
            }
            Value::Object(row)
        })
    });
    rows.collect()
}

fn tally_members(tally: &Tally) -> Map<String, Value> {
    let members = [
        ("detected", tally.detected),
        ("published_wrong", tally.wrong),
        ("rates_published_wrong", tally.wrong_rates),
        ("blamed_right", tally.blamed_right),
        ("right_one_withheld", tally.right_withheld),
    ];
    members.into_iter().map(|(name, count)| (name.to_owned(), share(count))).collect()
}

/// Of what lasts the shares above count days; these count it once.
fn course_members(tally: &Tally, is_true: bool) -> Vec<(String, Value)> {
    let course = tally.course;
    if is_true {
        let name =
            |days| if days == usize::MAX { "right_in_its_days".to_owned() } else { format!("right_by_day_{days}") };
        return RIGHT_BY.into_iter().zip(course.right_by).map(|(days, count)| (name(days), share(count))).collect();
    }
    let members = [
        ("published_wrong_on_the_first_day", course.wrong_first),
        ("published_wrong_on_a_later_day", course.wrong_later),
        ("right_again_the_day_after", course.back_at_once),
        ("right_again_within_ten_days", course.back),
    ];
    members.into_iter().map(|(name, count)| (name.to_owned(), share(count))).collect()
}

fn curve(series: &Series) -> Value {
    let points = series.points.iter().map(|point| {
        let [two, five] = point.wrong.map(share);
        json!({
            "setting": point.setting,
            "withheld": share(point.withheld),
            "published_wrong_at_2_pct": two,
            "published_wrong_at_5_pct": five,
        })
    });
    json!({ "rule": series.name, "points": points.collect::<Vec<_>>() })
}

fn share(share: Share) -> Value {
    let (low, high) = share.bounds().unzip();
    json!({ "count": share.hits, "of": share.of, "ratio": share.ratio(), "low": low, "high": high })
}
