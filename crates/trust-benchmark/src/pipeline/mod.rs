//! Whether the short way and the long one agree: what the judge says of faulty answers, and what the built `transform` makes
//! of the same in a bronze.

mod bronze;
mod silver;

use crate::args::Args;
use crate::dice::Dice;
use crate::error::BenchError;
use crate::fault::{Kind, Sites};
use crate::outcome::{View, is_published};
use crate::scenario::{Changes, Scenario};
use crate::walk::walk;
use crate::witness::Witness;
use makerates_domain::dates::RateDate;
use makerates_judge::Settings;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How often each kind is put into a bronze, for each witness: days may have several faults, which are judged alike too.
const SITES: usize = 3;

/// So many differences are shown.
const SHOWN: usize = 20;

/// Everything that is said of a day, a line each.
type Lines = BTreeSet<String>;

/// Builds so many silvers of each scenario, and tells how many verdicts differ. None may.
pub fn check(args: &Args, scenarios: &[Scenario], silvers: usize) -> Result<String, BenchError> {
    let mut text = String::new();
    let (mut differing, mut examples) = (0, Vec::new());
    for scenario in scenarios {
        let (mut faults, mut verdicts, mut of_scenario) = (0, 0, 0);
        for number in 0..silvers {
            let (changes, count) = faulty(scenario, &args.effort().kinds, args.seed, number);
            let (short, long) = (by_judge(scenario, &changes), by_transform(scenario, &changes)?);
            faults += count;
            verdicts += long.len();
            of_scenario += short.symmetric_difference(&long).count();
            examples.extend(short.difference(&long).map(|line| format!("the judge alone: {line}")));
            examples.extend(long.difference(&short).map(|line| format!("silver alone: {line}")));
        }
        let key = scenario.key;
        let _ =
            writeln!(text, "{key}: {silvers} silvers with {faults} faults, {verdicts} verdicts: {of_scenario} differ");
        differing += of_scenario;
    }
    if differing == 0 {
        return Ok(text);
    }
    examples.truncate(SHOWN);
    Err(BenchError::Differs { text, examples: examples.join("\n") })
}

/// Faults of every kind and witness at some sites, and how many.
fn faulty(scenario: &Scenario, kinds: &[Kind], seed: u64, number: usize) -> (Changes, usize) {
    let mut changes = Changes::new();
    let mut count = 0;
    for sites in scenario
        .targets()
        .into_iter()
        .flat_map(|target| kinds.iter().filter_map(move |kind| Sites::of(scenario, target, *kind)))
    {
        let purpose = format!("pipeline {} {} {} {number}", scenario.key, sites.target, sites.kind);
        let (some, _) = sites.some(SITES, &mut Dice::new(seed, &purpose));
        for trial in some.iter().filter_map(|site| sites.trial(site)) {
            changes.extend(trial.changes);
            count += 1;
        }
    }
    (changes, count)
}

fn by_judge(scenario: &Scenario, changes: &Changes) -> Lines {
    let mut lines = Lines::new();
    walk(scenario, Settings::default(), changes, &mut |_, place, view| {
        lines.extend(of_day(scenario.days[place].date, view));
    });
    lines
}

/// In the words of `silver::LINES`.
fn of_day(date: RateDate, view: &View<'_>) -> Vec<String> {
    let verdict = |row: &makerates_judge::Consensus| {
        let publisher = row.publisher.as_ref().map_or("nobody", |publisher| &publisher.name);
        let fate = if is_published(view.judgement, row) { "published" } else { "withheld" };
        let (currency, verdict, suspects) = (row.currency, row.verdict.as_str(), row.suspects.join("+"));
        format!("{date} {currency} {verdict} by {publisher}, blamed: {suspects}, {fate}")
    };
    let answer = |check: &makerates_judge::AnswerCheck| {
        format!("{date} answer of {}: {}", check.witness.name, check.rules.join("+"))
    };
    let verdicts = view.judgement.consensus.iter().map(verdict);
    verdicts.chain(view.judgement.answer_checks.iter().map(answer)).collect()
}

fn by_transform(scenario: &Scenario, changes: &Changes) -> Result<Lines, BenchError> {
    let mut witnesses: Vec<Witness> = scenario.witnesses.clone();
    for ((index, stamp), sheet) in changes {
        witnesses[*index].days.insert(*stamp, sheet.clone());
    }
    let home = tempfile::Builder::new()
        .prefix("bench-trust-")
        .tempdir()
        .map_err(BenchError::file("creating a folder in", std::env::temp_dir()))?;
    let now = bronze::write(&home.path().join("bronze"), &witnesses)?;
    let own = std::env::current_exe().unwrap_or_default();
    let transform = own.with_file_name(format!("transform{}", std::env::consts::EXE_SUFFIX));
    silver::lines(&transform, home.path(), now)
}
