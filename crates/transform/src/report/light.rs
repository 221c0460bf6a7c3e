//! The traffic light: whether today's rates can be trusted, from the worst of what speaks against it.

use super::html::escape;
use super::{runbook, units};
use makerates_core::runbook::{Advice, STEP_FAILED};
use makerates_core::watch::Concern;
use std::fmt::Write as _;

/// How grave something is. The order is the gravity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nothing speaks against today's rates.
    Green,
    /// The published rates hold, and something is worth a look.
    Amber,
    /// A person should look before today's rates are relied on.
    Red,
}

impl State {
    /// Amber or red where there is something, else green.
    pub fn if_any(count: usize, grave: Self) -> Self {
        if count > 0 { grave } else { Self::Green }
    }

    /// The state in a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }

    fn mark(self) -> &'static str {
        match self {
            Self::Green => "✓ good",
            Self::Amber => "! look",
            Self::Red => "✕ act",
        }
    }

    fn headline(self) -> &'static str {
        match self {
            Self::Green => "Today’s rates can be trusted",
            Self::Amber => "Today’s rates can be used; something is worth a look",
            Self::Red => "Look before you rely on today’s rates",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug)]
pub struct Signal {
    /// What it is about.
    pub name: &'static str,
    /// How grave it is.
    pub state: State,
    /// What was found, with numbers.
    pub text: String,
    /// The section of the page that has more.
    pub section: &'static str,
    /// What to do where it is not green.
    pub advice: Advice,
}

impl Signal {
    /// Amber by what was found, which may be nothing; the advice is that of the first.
    pub fn of_concerns(name: &'static str, section: &'static str, concerns: &[Concern], none: &str) -> Self {
        let texts: Vec<&str> = concerns.iter().map(|concern| concern.text.as_str()).collect();
        let text = if texts.is_empty() { none.to_owned() } else { texts.join("; ") };
        let advice = concerns.first().map_or(STEP_FAILED, |concern| concern.advice);
        Self { name, state: State::if_any(concerns.len(), State::Amber), text, section, advice }
    }

    /// The next step in words, and the runbook's place; none where there is nothing to do.
    pub fn next(&self) -> Option<String> {
        let advice = self.advice;
        (self.state != State::Green).then(|| format!("{} ({})", advice.next, advice.place()))
    }
}

/// The worst of all signals.
pub fn overall(signals: &[Signal]) -> State {
    signals.iter().map(|signal| signal.state).max().unwrap_or(State::Red)
}

/// The light in words: the state, then what speaks against green, the gravest first, each with what to do.
pub fn words(signals: &[Signal]) -> String {
    let state = overall(signals);
    let mut words = format!("{}: {}", state.name(), state.headline());
    for signal in by_gravity(signals) {
        if let Some(next) = signal.next() {
            let _ = write!(words, "\n- {}: {}\n  next: {next}", signal.name, signal.text);
        }
    }
    words
}

fn by_gravity(signals: &[Signal]) -> Vec<&Signal> {
    let mut sorted: Vec<&Signal> = signals.iter().collect();
    sorted.sort_by_key(|signal| std::cmp::Reverse(signal.state));
    sorted
}

/// The light with all that was looked at, the gravest first.
pub fn html(signals: &[Signal]) -> String {
    let state = overall(signals);
    let mut html = format!(
        "<div class=\"light {0}\" role=\"status\"><span class=\"lamp\" aria-hidden=\"true\"></span><p \
         class=\"headline\"><strong class=\"word\">{0}</strong> {1}</p></div>\n<ul class=\"signals\">\n",
        state.name(),
        escape(state.headline())
    );
    for signal in by_gravity(signals) {
        let next = if signal.state == State::Green { String::new() } else { next_html(signal.advice) };
        let _ = writeln!(
            html,
            "<li class=\"{}\"><span class=\"mark\">{}</span> <a href=\"#{}\">{}</a> <span>{}{next}</span></li>",
            signal.state.name(),
            signal.state.mark(),
            signal.section,
            escape(signal.name),
            escape(&units::sentence(&signal.text))
        );
    }
    html.push_str("</ul>\n");
    html
}

/// What to do, with a link to the runbook, which the page has with it.
fn next_html(advice: Advice) -> String {
    let (next, heading) = (runbook::inline(advice.next), escape(advice.heading));
    format!("<br>Next: {next} (<a href=\"#{}\">runbook: {heading}</a>)", runbook::anchor(advice.heading))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(state: State) -> Signal {
        let advice = makerates_core::runbook::JUMPED;
        Signal { name: "Quarantine", state, text: format!("it is {}", state.name()), section: "rates", advice }
    }

    #[test]
    fn the_worst_decides_and_nothing_looked_at_is_no_green() {
        assert_eq!(overall(&[signal(State::Green), signal(State::Red), signal(State::Amber)]), State::Red);
        assert_eq!(overall(&[signal(State::Green)]), State::Green);
        assert_eq!(overall(&[]), State::Red);
    }

    #[test]
    fn the_words_name_what_speaks_against_green() {
        let words = words(&[signal(State::Green), signal(State::Amber), signal(State::Red)]);
        let lines: Vec<&str> = words.lines().collect();
        assert_eq!(lines[0], "red: Look before you rely on today’s rates");
        assert_eq!((lines[1], lines[3]), ("- Quarantine: it is red", "- Quarantine: it is amber"), "the gravest first");
        assert!(lines[2].starts_with("  next: ") && lines[2].ends_with("(docs/runbook.md#a-rate-jumped)"), "{words}");
        assert_eq!(lines.len(), 5, "what is green needs no step: {words}");
    }
}
