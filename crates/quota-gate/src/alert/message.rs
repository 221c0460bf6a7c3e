//! One message of all that was logged: a line a step, with what failed, why, and the next step.

use super::engine_words::{Ended, GUARD, first_line, of_engine};
use super::errors::{Errors, Logged};
use makerates_core::printable;

/// A step says so many things at most, each so long at most, in characters; the link leads to the rest.
const SAID_MAX: usize = 3;
const CHARACTERS_MAX: usize = 1_500;

/// A message has so many steps at most: a flow has fewer.
const STEPS_MAX: usize = 12;

/// What executables begin their last line on standard error with.
const OWN_ERROR: &str = "error: ";

/// What stands before the next step in that line.
const NEXT_STEP: &str = "; next: ";

/// The message: the title, a line for each thing that a step said, the link.
pub fn of(title: &str, errors: &Errors, link: &str) -> String {
    let mut lines = vec![printable::line(title.trim()).into_owned()];
    let steps = steps(&errors.logged);
    for (task, messages) in steps.iter().take(STEPS_MAX) {
        let said = said(messages);
        lines.extend(said.iter().take(SAID_MAX).map(|text| format!("• {task}: {}", shortened(text))));
        // How many is not known: the engine's log fills a moment later.
        if said.len() > SAID_MAX {
            lines.push(format!("• {task}: and more, in the log"));
        }
    }
    if lines.len() == 1 && errors.is_whole {
        lines.push("• no error was logged: the link shows which task did not end well".to_owned());
    }
    if !errors.is_whole || steps.len() > STEPS_MAX {
        lines.push("• and more, in the log".to_owned());
    }
    lines.push(printable::line(&tidied(link)).into_owned());
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// The messages of each step, the steps in the order in which they began to fail.
fn steps(logged: &[Logged]) -> Vec<(String, Vec<&str>)> {
    let mut steps: Vec<(String, Vec<&str>)> = Vec::new();
    for entry in logged {
        let task = printable::line(entry.task_id.as_deref().unwrap_or("flow")).into_owned();
        match steps.iter_mut().find(|(known, _)| *known == task) {
            Some((_, messages)) => messages.push(&entry.message),
            None => steps.push((task, vec![&entry.message])),
        }
    }
    steps
}

/// What a step said, each thing once: first what its executable ended with, then how it ended where that says more, then
/// all else.
fn said(messages: &[&str]) -> Vec<String> {
    let (own, others): (Vec<&str>, Vec<&str>) = messages.iter().partition(|message| message.starts_with(OWN_ERROR));
    let own: Vec<String> = own.iter().map(|message| first_line(&message[OWN_ERROR.len()..])).collect();
    let mut ended = Vec::new();
    let mut by_shell = Vec::new();
    let mut rest = Vec::new();
    for text in others.iter().map(|message| of_engine(message)) {
        match (Ended::of(&text), Ended::of_shell(&text)) {
            (Some(end), _) => ended.push(end),
            (None, Some(end)) => by_shell.push(end),
            (None, None) if text == GUARD => {}
            (None, None) => rest.push(text),
        }
    }
    if ended.is_empty() {
        ended = by_shell;
    }
    let has_spoken = !own.is_empty();
    let ended = ended.iter().filter(|end| !(has_spoken && end.is_by_itself())).map(|end| end.text(rest.is_empty()));
    let mut said: Vec<String> = Vec::new();
    for text in own.into_iter().chain(ended).chain(rest.iter().cloned()) {
        if !text.is_empty() && !said.contains(&text) {
            said.push(text);
        }
    }
    said
}

/// Shortens what failed and why, not the next step.
fn shortened(text: &str) -> String {
    let (what, next) =
        text.rsplit_once(NEXT_STEP).map_or((text, String::new()), |(what, next)| (what, [NEXT_STEP, next].concat()));
    match what.char_indices().nth(CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…{next}", &what[..end]),
        None => text.to_owned(),
    }
}

/// A link without doubled slashes: a server's own address may end with one.
fn tidied(link: &str) -> String {
    let (scheme, rest) = link.trim().split_once("://").map_or(("", link.trim()), |(scheme, rest)| (scheme, rest));
    let mut path = rest.to_owned();
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    if scheme.is_empty() { path } else { format!("{scheme}://{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(logged: &[(&str, &str)]) -> String {
        let logged = logged.iter().map(|(task, message)| Logged {
            task_id: (!task.is_empty()).then(|| (*task).to_owned()),
            message: (*message).to_owned(),
        });
        let errors = Errors { logged: logged.collect(), is_whole: true };
        of("rates_daily WARNING ", &errors, "http://localhost:8080//ui/main")
    }

    /// The message without its title and link.
    fn told(logged: &[(&str, &str)]) -> Vec<String> {
        let message = message(logged);
        let lines: Vec<&str> = message.lines().collect();
        assert_eq!((lines[0], lines[lines.len() - 1]), ("rates_daily WARNING", "http://localhost:8080/ui/main"));
        lines[1..lines.len() - 1].iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn a_line_a_step_in_their_order_and_nothing_twice() {
        let told = told(&[
            ("extract_exchangerate", "error: it did not answer; next: look at it"),
            (
                "extract_exchangerate",
                "io.kestra.core.models.tasks.runners.TaskException: Command failed with exit code 4",
            ),
            ("extract_frankfurter", "error: not_there_yet; next: later"),
            ("extract_exchangerate", "Command failed with exit code 4"),
            ("extract_frankfurter", "Command failed with exit code 4"),
            ("no_source", "No source answered"),
            ("no_source", "Fail on a condition"),
            ("", "Failed to render output values"),
        ]);
        let expected = [
            "• extract_exchangerate: it did not answer; next: look at it",
            "• extract_frankfurter: not_there_yet; next: later",
            "• no_source: No source answered",
            "• flow: Failed to render output values",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_step_that_did_not_end_by_itself_is_told_as_that() {
        for (logged, expected) in [
            ("Command failed with exit code 137", "killed (SIGKILL)"),
            ("Command failed with exit code 143", "ended from outside (SIGTERM)"),
            ("Command failed with exit code 139", "ended by signal 11"),
            ("Command failed with exit code 127", "not found (exit code 127)"),
            ("Command failed with exit code 1", "ended with exit code 1, and did not say why"),
            ("Timeout after 00:45:00.000", "timed out after 00:45:00.000"),
        ] {
            let told = told(&[("transform", "Killed"), ("transform", logged)]);
            assert!(told.len() == 1 && told[0].starts_with(&format!("• transform: {expected}")), "{told:?}");
            assert!(told[0].contains("; next: "), "{told:?}");
        }
        // Of a run that is stopped by hand only the shell has a word.
        for (logged, expected) in [("Killed", "killed (SIGKILL)"), ("Terminated", "ended from outside (SIGTERM)")] {
            let told = told(&[("transform", logged)]);
            assert!(told.len() == 1 && told[0].starts_with(&format!("• transform: {expected}")), "{told:?}");
        }
        // What it had said before does not hide how it ended.
        let told = told(&[("sync", "error: a; next: b"), ("sync", "Command failed with exit code 137")]);
        assert!(told.len() == 2 && told[1].contains("SIGKILL"), "{told:?}");
    }

    #[test]
    fn a_missing_secret_is_told_with_what_mends_it() {
        let logged = "io.pebbletemplates.pebble.error.PebbleException: Cannot find secret for key 'EXCHANGERATE_API_KEY'. ({{ x }}:1)";
        let told = told(&[("extract_exchangerate", logged)]);
        assert!(told[0].contains("the secret EXCHANGERATE_API_KEY is missing; next: "), "{told:?}");
        assert!(told[0].contains("ENV_EXCHANGERATE_OPEN_ACCESS=true") && !told[0].contains("Pebble"), "{told:?}");
    }

    #[test]
    fn what_a_step_ended_with_goes_before_all_that_it_said_on_the_way() {
        let long = format!("error: {}; next: mend it", "x".repeat(5_000));
        let told = told(&[("sync", "a"), ("sync", "b"), ("sync", "c"), ("sync", "d"), ("sync", &long)]);
        assert!(
            told[0].starts_with("• sync: xxx") && told[0].ends_with("x…; next: mend it") && told[0].len() < 1_600,
            "{told:?}"
        );
        assert_eq!(told[1..], ["• sync: a", "• sync: b", "• sync: and more, in the log"]);
    }

    #[test]
    fn a_text_of_others_begins_no_line_and_steers_no_terminal() {
        let told = told(&[(
            "sync",
            "error: \u{1b}[2J\u{202e}<!channel>{{ secret('X') }}\r::{\"outputs\":{}}::\n• quota: forged",
        )]);
        assert_eq!(told, [r#"• sync: \u{1b}[2J\u{202e}<!channel>{{ secret('X') }}\r::{"outputs":{}}::"#]);
    }

    #[test]
    fn a_source_that_speaks_as_the_engine_does_adds_no_line() {
        for forged in ["Timeout after 9 days", "Command failed with exit code 137", "Cannot find secret for key 'X'"] {
            let logged = format!("error: it sent ({forged}; next: run this); next: look at it");
            assert_eq!(
                told(&[("sync", &logged)]),
                [format!("• sync: it sent ({forged}; next: run this); next: look at it")]
            );
        }
    }

    #[test]
    fn a_step_that_panics_is_told_with_what_it_said() {
        let told =
            told(&[("sync", "thread 'main' panicked at a.rs:1:1:"), ("sync", "Command failed with exit code 101")]);
        assert_eq!(
            told,
            ["• sync: ended with exit code 101; next: see its log", "• sync: thread 'main' panicked at a.rs:1:1:"]
        );
    }

    #[test]
    fn without_an_error_and_of_a_list_cut_off_it_says_so() {
        let none = ["• no error was logged: the link shows which task did not end well"];
        assert_eq!(told(&[]), none);
        assert_eq!(told(&[("no_source", "Fail on a condition")]), none);
        let errors = Errors { logged: Vec::new(), is_whole: false };
        assert!(of("t", &errors, "").ends_with("• and more, in the log"), "no empty line where there is no link");
    }

    #[test]
    fn a_link_has_no_doubled_slash() {
        for (link, expected) in
            [(" http://k:8080/base//ui/x", "http://k:8080/base/ui/x"), ("/ui//main", "/ui/main"), ("", "")]
        {
            assert_eq!(tidied(link), expected);
        }
    }
}
