//! DuckDB takes a tenth of a second to load: only the executables that use it link it.
#![cfg(target_os = "linux")]

use makerates_tests::{executables, in_case};
use std::process::Command;

#[test]
fn only_transform_and_sync_link_duckdb() {
    let expected = [
        ("extract-frankfurter", false),
        ("extract-exchangerate", false),
        ("quota-gate", false),
        ("replay", false),
        ("transform", true),
        ("sync-dynamodb", true),
    ];
    for (tool, links_duckdb) in expected {
        let _case = in_case(tool);
        let output = Command::new("ldd").arg(executables::path(tool)).output().expect("ldd is part of the C library");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let libraries = String::from_utf8(output.stdout).expect("ldd writes text");
        assert_eq!(libraries.contains("libduckdb"), links_duckdb, "{libraries}");
    }
}
