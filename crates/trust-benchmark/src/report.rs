//! What was measured, as tables.

use crate::clean::{Counts, Group as Cells};
use crate::fault::{Group, Kind};
use crate::measure::{Measurement, OfKind};
use crate::measured::{Class, Years};
use crate::tally::Share;
use std::fmt::Write as _;

/// The report as Markdown.
pub fn render(measured: &[Measurement<'_>], seed: u64, seconds: f64) -> String {
    let mut text = String::from("# Truth benchmark\n\n");
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(text, "bench-trust {version}; seed {seed}; {seconds:.0} s.");
    text += "Each share with its count and its 95 % bounds (Wilson), in percent.\n";
    for of_scenario in measured.chunk_by(|one, other| std::ptr::eq(one.scenario, other.scenario)) {
        match of_scenario {
            [measured] if measured.setting.is_none() => scenario(&mut text, measured),
            swept => sweep(&mut text, swept),
        }
    }
    text
}

fn title(text: &mut String, measured: &Measurement<'_>) {
    let [first, last] = measured.days();
    let years = match measured.scenario.measured.years {
        Years::All => "",
        Years::Odd => ", odd years",
        Years::Even => ", even years",
    };
    let class = match measured.scenario.measured.class {
        Class::All => "",
        Class::Majors => ", the most traded currencies",
        Class::Restless => ", the six that move most",
        Class::Others => ", neither the most traded currencies nor the six that move most",
    };
    let _ = writeln!(text, "\n## {}\n\nMeasured {first} to {last}{years}{class}.", measured.scenario.title);
}

fn scenario(text: &mut String, measured: &Measurement<'_>) {
    title(text, measured);
    *text += "\nSound data:\n\n| observed by | withheld | warned | resolved | conflict | somebody blamed | another published \
              |\n|---|---|---|---|---|---|---|\n";
    for (cells, counts) in &measured.clean {
        clean_row(text, *cells, counts);
    }
    for target in measured.scenario.targets() {
        let role = if target == 0 { "the published source" } else { "another source" };
        let whose = format!("{} ({role})", measured.name(target));
        let of = |group| {
            let of_target = measured.faults.iter().filter(move |found| found.target == target);
            of_target.filter(|found| found.kind.group() == group).collect::<Vec<_>>()
        };
        faults(text, &format!("Single rates of {whose} wrong"), &of(Group::Rates), false);
        faults(text, &format!("Whole answers of {whose} wrong"), &of(Group::Answers), true);
        lasting(text, &format!("A currency of {whose} wrong for some days"), &of(Group::Lasting));
    }
}

fn clean_row(text: &mut String, cells: Cells, counts: &Counts) {
    let day = if cells.is_bad_day { ", on the feed's bad days" } else { "" };
    let Counts { withheld, warning, resolved, conflict, blamed, another } = *counts;
    let shares = [withheld, warning, resolved, conflict, blamed, another].map(full);
    let _ = writeln!(text, "| {}{day} | {} |", cells.witnesses, shares.join(" | "));
}

fn faults(text: &mut String, what: &str, all: &[&OfKind], are_whole: bool) {
    if all.is_empty() {
        return;
    }
    let (wrong_rates, line) = if are_whole { (" rates wrong |", "---|") } else { ("", "") };
    let _ = writeln!(
        text,
        "\n{what}:\n\n| fault | sites | tried | detected | blamed right | published wrong |{wrong_rates} right one \
         withheld | the first's not published | published wrong, off by over 0.5 % |\n|---|---|---|---|---|---|{line}---|---|---|"
    );
    for found in all {
        let tally = &found.tally;
        let mut shares = vec![tally.detected, tally.blamed_right, tally.wrong];
        shares.extend(are_whole.then_some(tally.wrong_rates));
        shares.extend([tally.right_withheld, tally.first_missed, tally.wrong_large]);
        row(text, found, tally.wrong.of, shares.into_iter());
    }
}

/// The faults that last, and below them the true breaks.
fn lasting(text: &mut String, what: &str, all: &[&OfKind]) {
    let (breaks, faults): (Vec<&OfKind>, Vec<&OfKind>) = all.iter().partition(|found| found.kind.is_true());
    if !faults.is_empty() {
        let _ = writeln!(
            text,
            "\n{what}:\n\n| fault | sites | tried | wrong on the first day | on a later day | days wrong | right ones \
             withheld, days | right again the day after | within ten |\n|---|---|---|---|---|---|---|---|---|"
        );
    }
    for found in faults {
        let (course, tally) = (found.tally.course, found.tally);
        let shares = [course.wrong_first, course.wrong_later, tally.wrong, tally.right_withheld];
        row(text, found, course.wrong_first.of, shares.into_iter().chain([course.back_at_once, course.back]));
    }
    if !breaks.is_empty() {
        *text += "\n| true break | sites | tried | published on its first day | by the second | by the sixth | ever in \
                  its days | days wrong |\n|---|---|---|---|---|---|---|---|\n";
    }
    for found in breaks {
        let by = found.tally.course.right_by;
        row(text, found, by[0].of, by.into_iter().chain([found.tally.wrong]));
    }
}

fn row(text: &mut String, found: &OfKind, tried: u32, shares: impl Iterator<Item = Share>) {
    let cells: Vec<String> = shares.map(full).collect();
    let _ = writeln!(text, "| {} | {} | {tried} | {} |", found.kind, found.sites, cells.join(" | "));
}

/// One row a setting.
fn sweep(text: &mut String, swept: &[Measurement<'_>]) {
    let Some(first) = swept.first() else { return };
    title(text, first);
    let column = |found: &OfKind| (found.target, found.kind);
    let columns: Vec<(usize, Kind)> = first.faults.iter().map(column).collect();
    *text += "\n| setting | sound: withheld | warned |";
    for (target, kind) in &columns {
        let _ = write!(text, " {} {kind}: published wrong | right one withheld |", first.name(*target));
    }
    let _ = writeln!(text, "\n|---|---|---|{}", "---|---|".repeat(columns.len()));
    for measured in swept {
        let clean = shared_cells(measured);
        let setting = measured.setting.as_deref().unwrap_or("default");
        let of_kind = |found: &OfKind| [found.tally.wrong, found.tally.right_withheld].map(full).join(" | ");
        let cells: Vec<String> = measured.faults.iter().map(of_kind).collect();
        let (withheld, warning) = (full(clean.withheld), full(clean.warning));
        let _ = writeln!(text, "| {setting} | {withheld} | {warning} | {} |", cells.join(" | "));
    }
}

/// What all witnesses observe, on days that are sound.
fn shared_cells(measured: &Measurement<'_>) -> Counts {
    let witnesses = measured.scenario.witnesses.len();
    measured.clean.get(&Cells { witnesses, is_bad_day: false }).cloned().unwrap_or_default()
}

/// `0.4 (3 of 742; 0.1–1.2)`
fn full(share: Share) -> String {
    let (Some(ratio), Some((low, high))) = (share.ratio(), share.bounds()) else { return "–".to_owned() };
    format!("{} ({} of {}; {}–{})", percent(ratio), share.hits, share.of, percent(low), percent(high))
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
