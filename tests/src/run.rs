//! A run of an executable, as a person, a script or Kestra starts it.

use crate::executables;
use serde_json::Value;
use std::ffi::OsStr;
use std::process::{Child, Command, Output, Stdio};

/// A run to be started.
#[derive(Debug)]
pub struct Run {
    command: Command,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code; none when it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Run {
    /// A run of an executable with nothing in its environment but a `PATH`.
    #[must_use]
    pub fn new(tool: &str) -> Self {
        let mut command = Command::new(executables::path(tool));
        command.env_clear().stdin(Stdio::null());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        Self { command }
    }

    /// With arguments, separated by white space.
    #[must_use]
    pub fn args(mut self, arguments: &str) -> Self {
        self.command.args(arguments.split_whitespace());
        self
    }

    /// With one argument as it is.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// With an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Without an environment variable that the world gives.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// In a working directory.
    #[must_use]
    pub fn current_dir(mut self, folder: impl AsRef<std::path::Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// The same run, with lines of shell before it: it takes the shell's place.
    #[must_use]
    pub fn after(self, program: &[&str], shell: &str) -> Self {
        let mut command = Command::new(program[0]);
        command.args(&program[1..]).arg("-c").arg(format!("{shell}\nexec \"$@\"")).arg("sh");
        command.arg(self.command.get_program()).args(self.command.get_args());
        command.env_clear().stdin(Stdio::null());
        command.envs(self.command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if let Some(folder) = self.command.get_current_dir() {
            command.current_dir(folder);
        }
        Self { command }
    }

    /// The same run, in which no file can grow beyond so many KiB: the disk is full for whatever is larger.
    #[must_use]
    pub fn with_files_of_at_most(self, kib: usize) -> Self {
        // A shell counts in blocks of 512 bytes (POSIX), and ignores the signal so that the write fails instead.
        self.after(&["sh"], &format!("trap '' XFSZ; ulimit -f {}", 2 * kib))
    }

    /// The same run, in a mount namespace of its own in which a folder is another file system (Linux).
    #[must_use]
    pub fn with_mount(self, folder: impl AsRef<std::path::Path>, options: &str) -> Self {
        let mount = format!("mount -t tmpfs -o '{options}' none '{}'", folder.as_ref().display());
        self.after(&["unshare", "--mount", "--map-root-user", "sh"], &format!("{mount} || exit 99"))
    }

    /// Runs to the end.
    ///
    /// # Panics
    /// When the executable can't be started.
    #[must_use]
    pub fn outcome(mut self) -> Outcome {
        Outcome::from(self.command.output().expect("the executable starts"))
    }

    /// Starts, for the tests that kill.
    ///
    /// # Panics
    /// When the executable can't be started.
    #[must_use]
    pub fn spawn(mut self) -> Child {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the executable starts")
    }

    /// Runs to the end, which must be good, and gives the outputs.
    ///
    /// # Panics
    /// When the exit code is not 0.
    #[allow(clippy::must_use_candidate)] // a run is often for what it does
    pub fn ok(self) -> Value {
        self.outcome().expect(0)
    }
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        let outcome = Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        };
        // Whatever a test is about: nobody is told of one thing as of many.
        let slips: Vec<&str> =
            [&outcome.stdout, &outcome.stderr].into_iter().flat_map(|text| one_of_many(text)).collect();
        assert!(slips.is_empty(), "{slips:?} in {outcome:?}");
        outcome
    }
}

/// Things that are counted in messages.
const THINGS: [&str; 22] = [
    "answers",
    "builds",
    "checks",
    "currencies",
    "days",
    "decisions",
    "findings",
    "items",
    "models",
    "observations",
    "pairs",
    "pegs",
    "pieces",
    "rates",
    "receipts",
    "requests",
    "rows",
    "runs",
    "sources",
    "tables",
    "units",
    "witnesses",
];

/// Where a text speaks of `1 days`.
fn one_of_many(text: &str) -> Vec<&str> {
    let is_slip = |place: usize, thing: &str| {
        let (before, rest) = text.split_at(place);
        // `1 of 1 requests` is right.
        let is_one =
            !before.ends_with(|c: char| c.is_alphanumeric() || ".,-:".contains(c)) && !before.ends_with(" of ");
        is_one && rest[2..].starts_with(thing) && !rest[2 + thing.len()..].starts_with(char::is_alphanumeric)
    };
    let ones = text.match_indices("1 ").map(|(place, _)| place);
    ones.filter_map(|place| {
        THINGS.iter().find(|thing| is_slip(place, thing)).map(|thing| &text[place..][..2 + thing.len()])
    })
    .collect()
}

impl Outcome {
    /// What comes of a run that was started, when it has ended.
    ///
    /// # Panics
    /// When it can't be waited for.
    #[must_use]
    pub fn of(child: Child) -> Self {
        Self::from(child.wait_with_output().expect("a child can be waited for"))
    }

    /// The outputs, when the run ended with this code.
    ///
    /// # Panics
    /// When it ended with another one, or standard output is anything but one JSON object.
    #[allow(clippy::must_use_candidate)] // often the code is all that matters
    pub fn expect(&self, code: i32) -> Value {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        let outputs: Value =
            serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout));
        assert!(outputs.is_object(), "{outputs}");
        outputs
    }

    /// The last line of standard error of a run that failed: what, why, next step.
    #[must_use]
    pub fn error(&self) -> &str {
        self.stderr.lines().last().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::one_of_many;

    #[test]
    fn one_thing_is_no_many() {
        assert_eq!(one_of_many("ask it (1 requests left), 1 days"), ["1 requests", "1 days"]);
        assert!(
            one_of_many("1 of 1 requests, 1 request, 11 requests, 0.1 units, 1,001 rows, a1 rates, 1 ratesque")
                .is_empty()
        );
    }
}
