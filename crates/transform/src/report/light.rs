//! The traffic light: whether today's rates can be trusted, from the worst of what speaks against it.

use super::html::escape;
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
}

/// The worst of all signals.
pub fn overall(signals: &[Signal]) -> State {
    signals.iter().map(|signal| signal.state).max().unwrap_or(State::Red)
}

/// The light in words: the state, then what speaks against green.
pub fn words(signals: &[Signal]) -> String {
    let state = overall(signals);
    let reasons: Vec<&str> =
        signals.iter().filter(|signal| signal.state != State::Green).map(|signal| signal.text.as_str()).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join("; ")) };
    format!("{}: {}{reasons}", state.name(), state.headline())
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
    let mut sorted: Vec<&Signal> = signals.iter().collect();
    sorted.sort_by_key(|signal| std::cmp::Reverse(signal.state));
    for signal in sorted {
        let _ = writeln!(
            html,
            "<li class=\"{}\"><span class=\"mark\">{}</span> <a href=\"#{}\">{}</a> <span>{}</span></li>",
            signal.state.name(),
            signal.state.mark(),
            signal.section,
            escape(signal.name),
            escape(&signal.text)
        );
    }
    html.push_str("</ul>\n");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(state: State) -> Signal {
        Signal { name: "n", state, text: format!("it is {}", state.name()), section: "rates" }
    }

    #[test]
    fn the_worst_decides_and_nothing_looked_at_is_no_green() {
        assert_eq!(overall(&[signal(State::Green), signal(State::Red), signal(State::Amber)]), State::Red);
        assert_eq!(overall(&[signal(State::Green)]), State::Green);
        assert_eq!(overall(&[]), State::Red);
    }

    #[test]
    fn the_words_name_what_speaks_against_green() {
        let words = words(&[signal(State::Green), signal(State::Amber)]);
        assert_eq!(words, "amber: Today’s rates can be used; something is worth a look (it is amber)");
    }
}
