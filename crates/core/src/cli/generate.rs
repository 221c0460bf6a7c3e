//! `--generate bash` and the like: what a shell needs to complete a command line, and the pages of the manual. Both
//! come from the same definitions as `--help`, so they can't say anything else.
//!
//! It is for packagers (`just completions`, `just man`), so it is not in `--help`, and it goes before everything else: a
//! command that needs a subcommand needs none for this.

use super::output;
use clap::{Arg, Command, ValueHint};
use clap_complete::Shell;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

const FLAG: &str = "--generate";

/// Writes what `--generate` as the first argument asks for; none when it is not there.
pub(super) fn asked_for(command: Command) -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    (arguments.next()? == FLAG).then(|| {
        match write(command, arguments.next().as_deref(), arguments.next().as_deref()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(reason) => {
                output::write_stderr(&format!(
                    "error: {FLAG}: {reason}; give a shell (bash, zsh, fish, elvish, powershell), or `man FOLDER`"
                ));
                ExitCode::from(crate::failure::Exit::Usage as u8)
            }
        }
    })
}

/// A shell offers file names for each value of which it knows nothing: for a pair, a day or a reason that is wrong.
fn without_files(command: Command) -> Command {
    let is_unknown = |arg: &Arg| arg.get_action().takes_values() && arg.get_value_hint() == ValueHint::Unknown;
    let told = command.mut_args(|arg| if is_unknown(&arg) { arg.value_hint(ValueHint::Other) } else { arg });
    told.mut_subcommands(without_files)
}

fn write(command: Command, what: Option<&str>, folder: Option<&str>) -> Result<(), String> {
    match (what, folder) {
        (Some("man"), Some(folder)) => {
            clap_mangen::generate_to(command, Path::new(folder)).map_err(|error| format!("{folder}: {error}"))
        }
        (Some("man"), None) => Err("a folder is missing".to_owned()),
        (Some(shell), _) => {
            let shell: Shell = shell.parse()?;
            let mut script = Vec::new();
            let name = command.get_name().to_owned();
            let mut command = without_files(command);
            clap_complete::generate(shell, &mut command, name, &mut script);
            std::io::stdout().lock().write_all(&script).map_err(|error| error.to_string())
        }
        (None, _) => Err("nothing is named".to_owned()),
    }
}
