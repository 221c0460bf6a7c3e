//! The script in a folder of its own, with flows of its own.

use crate::fake::{PASSWORD, USERNAME};
use makerates_tests::{Outcome, executables};
use std::fs;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A copy of the script beside two flows.
pub struct Stack {
    folder: TempDir,
}

impl Stack {
    pub fn new() -> Self {
        let stack = Self { folder: tempfile::tempdir().expect("there is a temporary folder") };
        for folder in ["scripts", "kestra/flows"] {
            fs::create_dir_all(stack.folder.path().join(folder)).expect("a folder can be made");
        }
        let script = executables::root().join("scripts/kestra");
        fs::copy(script, stack.folder.path().join("scripts/kestra")).expect("the script can be copied");
        stack.write_flow("rates_backfill", "tasks: []\n");
        stack.write_flow("rates_daily", "tasks: []\n");
        stack
    }

    /// Writes a flow, over the one of that name.
    pub fn write_flow(&self, id: &str, rest: &str) {
        let file = self.folder.path().join(format!("kestra/flows/{id}.yml"));
        fs::write(file, format!("id: {id}\nnamespace: makerates\n{rest}")).expect("a flow can be written");
    }

    /// A run of the script that waits for nothing between two questions.
    pub fn kestra(&self, url: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Outcome {
        let mut command = Command::new("bash");
        command.arg(self.folder.path().join("scripts/kestra")).args(arguments).env_clear().stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").expect("there is a PATH")).env("KESTRA_URL", url);
        command.env("KESTRA_USERNAME", USERNAME).env("KESTRA_PASSWORD", PASSWORD).env("KESTRA_POLL_S", "0");
        command.env("KESTRA_TIMEOUT_S", "20");
        command.envs(environment.iter().copied());
        Outcome::from(command.output().expect("bash starts"))
    }
}
