//! The words of the engine and of shells about a step, in words for people.

use makerates_core::{environment, printable};

/// How the engine ends a guard, which has said why.
pub const GUARD: &str = "Fail on a condition";

/// How the engine tells of a secret that it does not have; the name follows, in quotes.
const MISSING_SECRET: &str = "Cannot find secret for key '";

/// Shells tell a process that a signal has ended by 128 and the signal's number (POSIX, `sh`, "Exit Status").
const SIGNALLED: u32 = 128;

/// How the engine says that a step ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    ExitCode(u32),
    Timeout(String),
}

impl Ended {
    /// The engine's words (Kestra 2.0): `Command failed with exit code 4`, `Timeout after 00:45:00.000`.
    pub fn of(message: &str) -> Option<Self> {
        if let Some(code) = message.strip_prefix("Command failed with exit code ") {
            return code.parse().ok().map(Self::ExitCode);
        }
        message.strip_prefix("Timeout after ").map(|after| Self::Timeout(after.to_owned()))
    }

    /// A shell's words of a signal: of a run that is stopped by hand the engine logs none of its own.
    pub fn of_shell(message: &str) -> Option<Self> {
        let signal = match message {
            "Killed" => 9,
            "Terminated" => 15,
            _ => return None,
        };
        Some(Self::ExitCode(SIGNALLED + signal))
    }

    /// Whether the executable ended by itself, and so has said why.
    pub fn is_by_itself(&self) -> bool {
        matches!(self, Self::ExitCode(code) if *code < SIGNALLED)
    }

    /// In words; `is_all` when the step said nothing else.
    pub fn text(&self, is_all: bool) -> String {
        match self {
            Self::ExitCode(127) => {
                "not found (exit code 127); next: install the executables on the worker's PATH".to_owned()
            }
            Self::ExitCode(code) if *code > SIGNALLED => {
                let how = match code - SIGNALLED {
                    9 => "killed (SIGKILL): by hand, or because memory ran out".to_owned(),
                    15 => "ended from outside (SIGTERM): by hand, or because the server stopped".to_owned(),
                    signal => format!("ended by signal {signal}"),
                };
                format!("{how}; next: look at the worker, then start the flow again: what was fetched is kept")
            }
            Self::ExitCode(code) if is_all => {
                format!("ended with exit code {code}, and did not say why; next: see its log")
            }
            Self::ExitCode(code) => format!("ended with exit code {code}; next: see its log"),
            Self::Timeout(after) => {
                format!(
                    "timed out after {after} and was ended; next: see its log, then start the flow again: what was fetched is kept"
                )
            }
        }
    }
}

/// The first line of a text that has something in it.
pub fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    printable::line(line).into_owned()
}

/// What the engine, or a shell, logged: without the name of a Java class before it.
pub fn of_engine(message: &str) -> String {
    let line = first_line(message);
    let is_class =
        |name: &str| name.contains('.') && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '$'));
    let text = line.split_once(": ").filter(|(name, _)| is_class(name)).map_or(line.as_str(), |(_, text)| text);
    match text.strip_prefix(MISSING_SECRET).and_then(|rest| rest.split_once('\'')) {
        Some((name, _)) => format!(
            "the secret {name} is missing; next: give the server SECRET_{name}, in base64{}",
            if name == environment::KEY { ", or ENV_EXCHANGERATE_OPEN_ACCESS=true for the open access" } else { "" }
        ),
        None => text.to_owned(),
    }
}
