//! The same for machines.

use crate::clean::{Counts, Group as Cells};
use crate::fault::Group;
use crate::measure::{Measurement, OfKind};
use crate::tally::Share;
use serde_json::{Map, Value, json};

/// The report as JSON.
pub fn render(measured: &[Measurement<'_>], seed: u64, seconds: f64) -> Value {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "seed": seed,
        "seconds": seconds,
        "scenarios": measured.iter().map(scenario).collect::<Vec<_>>(),
    })
}

fn scenario(measured: &Measurement<'_>) -> Value {
    let [first, last] = measured.days();
    json!({
        "key": measured.scenario.key,
        "title": measured.scenario.title,
        "setting": measured.setting,
        "first_day": first,
        "last_day": last,
        "clean": measured.clean.iter().map(clean).collect::<Vec<_>>(),
        "faults": measured.faults.iter().map(|found| of_kind(measured, found)).collect::<Vec<_>>(),
    })
}

fn clean((cells, counts): (&Cells, &Counts)) -> Value {
    json!({
        "witnesses": cells.witnesses,
        "is_bad_feed_day": cells.is_bad_day,
        "withheld": share(counts.withheld),
        "warning": share(counts.warning),
        "resolved": share(counts.resolved),
        "conflict": share(counts.conflict),
        "blamed": share(counts.blamed),
        "another_published": share(counts.another),
    })
}

fn of_kind(measured: &Measurement<'_>, found: &OfKind) -> Value {
    let (tally, course) = (&found.tally, &found.tally.course);
    let mut row: Map<String, Value> = members([
        ("detected", tally.detected),
        ("published_wrong", tally.wrong),
        ("rates_published_wrong", tally.wrong_rates),
        ("blamed_right", tally.blamed_right),
        ("right_one_withheld", tally.right_withheld),
        ("first_not_published", tally.first_missed),
        ("published_wrong_above_half_a_percent", tally.wrong_large),
    ])
    .collect();
    row.insert("witness".to_owned(), json!(measured.name(found.target)));
    row.insert("is_published_source".to_owned(), json!(found.target == 0));
    row.insert("kind".to_owned(), json!(found.kind.to_string()));
    row.insert("is_whole_answer".to_owned(), json!(found.kind.is_whole()));
    row.insert("sites".to_owned(), json!(found.sites));
    // Of what lasts the shares above count days; these count it once.
    if found.kind.is_true() {
        let [first, second, sixth, ever] = course.right_by;
        row.extend(members([
            ("right_by_day_1", first),
            ("right_by_day_2", second),
            ("right_by_day_6", sixth),
            ("right_in_its_days", ever),
        ]));
    } else if found.kind.group() == Group::Lasting {
        row.extend(members([
            ("published_wrong_on_the_first_day", course.wrong_first),
            ("published_wrong_on_a_later_day", course.wrong_later),
            ("right_again_the_day_after", course.back_at_once),
            ("right_again_within_ten_days", course.back),
        ]));
    }
    Value::Object(row)
}

fn members<const N: usize>(shares: [(&str, Share); N]) -> impl Iterator<Item = (String, Value)> {
    shares.map(|(name, count)| (name.to_owned(), share(count))).into_iter()
}

fn share(share: Share) -> Value {
    let (low, high) = share.bounds().unzip();
    json!({ "count": share.hits, "of": share.of, "ratio": share.ratio(), "low": low, "high": high })
}
