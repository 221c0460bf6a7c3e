//! The tables.

use super::{BenchmarkReport, Measured, OfWitness};
use crate::clean::{Counts, Group};
use crate::curve::Series;
use crate::fault;
use crate::rules::Rule;
use crate::tally::{Share, Tally};
use std::fmt::Write as _;

/// The report as Markdown.
pub fn render(report: &BenchmarkReport) -> String {
    let mut text = String::from("# Truth benchmark\n\n");
    let _ = writeln!(
        text,
        "{}, {} cores; {}; seed {}; {} s.",
        report.machine.cpu, report.machine.cores, report.versions, report.seed, report.seconds
    );
    text += "Each share with its count and its 95 % bounds (Wilson), in percent.\n";
    if !report.lacks.is_empty() {
        let lacks = report.lacks.iter().copied().collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "\n**Not measured, because this silver has none of it: {lacks}.**");
    }
    for measured in &report.scenarios {
        scenario(&mut text, measured);
    }
    if !report.curves.is_empty() {
        curves(&mut text, &report.curves);
    }
    text
}

fn scenario(text: &mut String, measured: &Measured) {
    let (first, last) = &measured.days;
    let _ = writeln!(text, "\n## {}\n\nMeasured {first} to {last}.\n\nClean data:\n", measured.title);
    *text += "| observed by | withheld | warned | resolved | conflict | withheld by the simpler rules |\n";
    *text += "|---|---|---|---|---|---|\n";
    for (group, counts) in &measured.clean {
        clean_row(text, *group, counts);
    }
    for of_witness in &measured.faults {
        let role = if of_witness.is_published { "the published source" } else { "another source" };
        let has = |group| of_witness.tallies.keys().any(|kind| kind.group() == group);
        if has(fault::Group::Rates) {
            let _ = writeln!(text, "\nSingle rates of {} ({role}) wrong:\n", of_witness.witness);
            faults(text, of_witness, false);
        }
        if has(fault::Group::Answers) {
            let _ = writeln!(text, "\nWhole answers of {} ({role}) wrong:\n", of_witness.witness);
            faults(text, of_witness, true);
        }
        if has(fault::Group::Lasting) {
            let _ = writeln!(
                text,
                "\nA currency of {} ({role}) wrong for some days, by the pipeline:\n",
                of_witness.witness
            );
            lasting(text, of_witness);
        }
    }
}

fn clean_row(text: &mut String, group: Group, counts: &Counts) {
    let day = if group.is_bad_day { ", on the feed's bad days" } else { "" };
    let others = counts.others_withhold.iter().map(|(rule, share)| format!("{rule}: {}", brief(*share)));
    let _ = writeln!(
        text,
        "| {}{day} | {} | {} | {} | {} | {} |",
        group.witnesses,
        full(counts.withheld),
        full(counts.warning),
        full(counts.resolved),
        full(counts.conflict),
        others.collect::<Vec<_>>().join("; ")
    );
}

fn faults(text: &mut String, of_witness: &OfWitness, are_whole: bool) {
    let wrong_rates = if are_whole { " rates wrong |" } else { "" };
    let line = if are_whole { "---|" } else { "" };
    let _ = writeln!(
        text,
        "| fault | rule | tried | detected | blamed right | published wrong |{wrong_rates} right one withheld |"
    );
    let _ = writeln!(text, "|---|---|---|---|---|---|{line}---|");
    let group = if are_whole { fault::Group::Answers } else { fault::Group::Rates };
    for (kind, rules) in of_witness.tallies.iter().filter(|(kind, _)| kind.group() == group) {
        for (rule, tally) in rules {
            let name = if *rule == Rule::Pipeline { kind.to_string() } else { String::new() };
            let _ = writeln!(text, "| {name} | {rule} | {} |", fault_cells(tally, are_whole));
        }
    }
}

/// The faults that last, and below them the true breaks.
fn lasting(text: &mut String, of_witness: &OfWitness) {
    let tallies = || {
        let lasting = of_witness.tallies.iter().filter(|(kind, _)| kind.group() == fault::Group::Lasting);
        lasting.filter_map(|(kind, rules)| Some((kind, rules.get(&Rule::Pipeline)?)))
    };
    *text += "| fault | tried | wrong on the first day | on a later day | days wrong | right ones withheld, days | \
        right again the day after | within ten |\n|---|---|---|---|---|---|---|---|\n";
    for (kind, tally) in tallies().filter(|(kind, _)| !kind.is_true()) {
        let course = tally.course;
        let shares = [course.wrong_first, course.wrong_later, tally.wrong, tally.right_withheld];
        row(text, *kind, course.wrong_first.of, shares.into_iter().chain([course.back_at_once, course.back]));
    }
    *text += "\n| true break | tried | published on its first day | by the second | by the sixth | ever in its days | \
        days wrong |\n|---|---|---|---|---|---|---|\n";
    for (kind, tally) in tallies().filter(|(kind, _)| kind.is_true()) {
        row(text, *kind, tally.course.right_by[0].of, tally.course.right_by.into_iter().chain([tally.wrong]));
    }
}

fn row(text: &mut String, kind: fault::Kind, tried: u32, shares: impl Iterator<Item = Share>) {
    let cells: Vec<String> = shares.map(full).collect();
    let _ = writeln!(text, "| {kind} | {tried} | {} |", cells.join(" | "));
}

fn fault_cells(tally: &Tally, are_whole: bool) -> String {
    let mut cells = vec![
        tally.wrong.of.to_string(),
        full(tally.detected),
        full(tally.blamed_right),
        full(tally.wrong),
        full(tally.right_withheld),
    ];
    if are_whole {
        cells.insert(4, full(tally.wrong_rates));
    }
    cells.join(" | ")
}

fn curves(text: &mut String, curves: &[Series]) {
    *text += "\n## Curve: two witnesses, faults of the published source\n\n";
    *text +=
        "| rule | setting | clean: withheld | 2 %: published wrong | 5 %: published wrong |\n|---|---|---|---|---|\n";
    for series in curves {
        for point in &series.points {
            let [two, five] = point.wrong.map(full);
            let _ =
                writeln!(text, "| {} | {} | {} | {two} | {five} |", series.name, point.setting, full(point.withheld));
        }
    }
}

/// `0.4 (3 of 742; 0.1–1.2)`
fn full(share: Share) -> String {
    let (Some(ratio), Some((low, high))) = (share.ratio(), share.bounds()) else { return "–".to_owned() };
    format!("{} ({} of {}; {}–{})", percent(ratio), share.hits, share.of, percent(low), percent(high))
}

fn brief(share: Share) -> String {
    share.ratio().map_or_else(|| "–".to_owned(), percent)
}

/// Two digits that count, and no more than the number is worth.
fn percent(ratio: f64) -> String {
    let percent = 100.0 * ratio;
    match percent {
        _ if percent == 0.0 || percent >= 99.995 => format!("{percent:.0}"),
        _ if !(0.1..99.9).contains(&percent) => format!("{percent:.3}"),
        _ if !(1.0..99.0).contains(&percent) => format!("{percent:.2}"),
        _ => format!("{percent:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_tell_count_and_bounds() {
        assert_eq!(full(Share { hits: 3, of: 742 }), "0.40 (3 of 742; 0.14–1.2)");
        assert_eq!(full(Share { hits: 0, of: 50_000 }), "0 (0 of 50000; 0–0.008)");
        assert_eq!(full(Share { hits: 10, of: 10 }), "100 (10 of 10; 72.2–100)");
        assert_eq!(full(Share::default()), "–");
    }
}
