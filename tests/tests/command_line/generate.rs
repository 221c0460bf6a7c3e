//! Completions and manual pages: they know every subcommand and flag of the help.

use crate::{NOW, TOOLS};
use makerates_tests::{World, in_case};

#[test]
fn every_shell_gets_a_script_that_knows_the_subcommands() {
    let world = World::at(NOW);
    for tool in TOOLS {
        for shell in ["bash", "zsh", "fish"] {
            let _case = in_case(format!("{tool} {shell}"));
            let outcome = world.run(tool).args("--generate").arg(shell).outcome();
            assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
            assert!(outcome.stdout.contains("show-config"), "{}", outcome.stdout);
            assert_eq!(outcome.stdout.contains("reconcile"), tool == "quota-gate", "subcommands too");
        }
    }
}

#[test]
fn there_is_a_page_of_the_manual_for_each_executable_and_subcommand() {
    let world = World::at(NOW);
    for tool in TOOLS {
        let outcome = world.run(tool).args("--generate man").arg(world.home()).outcome();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    }
    let page =
        |name: &str| std::fs::read_to_string(world.home().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(page("quota-gate-plan.1").contains("Say whether requests fit today"));
    assert!(page("transform.1").contains("Builds silver from bronze"));
}

/// A pair, a day or a reason is no file.
#[test]
fn completions_offer_files_where_a_file_is_asked_for_alone() {
    let world = World::at(NOW);
    let script = world.run("transform").args("--generate bash").outcome().stdout;
    let offered = |flag: &str| {
        let (_, after) = script.split_once(&format!("{flag})\n")).expect("the flag is completed");
        after.split(";;").next().unwrap_or_default().contains("compgen -f")
    };
    assert!(offered("--config") && !offered("--date") && !offered("--reason"), "{script}");
}

#[test]
fn an_unknown_shell_is_refused_with_the_known_ones() {
    let world = World::at(NOW);
    let outcome = world.run("quota-gate").args("--generate cmd").outcome();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("bash, zsh, fish"), "{}", outcome.stderr);
}

/// A shell that offers the files of the folder for a source or a format is of no help.
#[test]
fn completions_offer_the_values_of_an_argument() {
    let world = World::at(NOW);
    for (tool, values) in [
        ("quota-gate", "frankfurter exchangerate"),
        ("quota-gate", "text json csv kestra"),
        ("extract-frankfurter", "batch isolated"),
    ] {
        let script = world.run(tool).args("--generate bash").outcome().stdout;
        let offered = |line: &str| values.split(' ').all(|value| line.contains(value)) && line.contains("compgen -W");
        assert!(script.lines().any(offered), "{tool}: {values}");
    }
}
