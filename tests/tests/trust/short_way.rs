//! The truth benchmark asks the judge in its own process. What it finds holds for the pipeline as long as both say the same.

use makerates_tests::executables;
use std::process::Command;

/// Some months with one bank of the panel and with four, and the weeks of the market feed, with its three stamps for a
/// Friday.
#[test]
fn the_judge_alone_and_the_pipeline_say_the_same_of_faulty_answers() {
    let of_banks = "--scenarios ecb_boc,five_banks --from 2023-01-02 --to 2023-02-15";
    for days in [of_banks, "--scenarios ecb_market,feed_alone"] {
        let mut bench = Command::new(executables::path("bench-trust"));
        let output = bench
            .args(["--check-pipeline", "1"])
            .args(days.split(' '))
            .current_dir(executables::root())
            .output()
            .expect("the benchmark starts");
        let (told, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{told}{failed}");
        assert!(told.lines().all(|line| line.ends_with(" verdicts: 0 differ")), "{told}");
    }
}
