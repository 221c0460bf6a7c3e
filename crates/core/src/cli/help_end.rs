//! What the help of each executable ends with: examples, and the exit codes that all share.

const EXIT_CODES: &str = "\
Exit codes:
  0 done                                4 a source failed, or answered nonsense
  1 a fault of ours                     5 a person should look at the rates
  2 wrong usage or configuration        6 storage failed
  3 no source may be asked now";

/// Every executable and the command lines that most people come for.
const EXAMPLES: [(&str, &[&str]); 5] = [
    ("quota-gate", &["quota-gate available", "quota-gate check", "quota-gate health --days 1"]),
    (
        "extract-frankfurter",
        &["extract-frankfurter", "extract-frankfurter --from 2024-01-01 --to 2024-12-31 --dry-run"],
    ),
    ("extract-exchangerate", &["extract-exchangerate", "extract-exchangerate --date 2026-09-28 --dry-run"]),
    (
        "transform",
        &[
            "transform && transform quality",
            "transform explain EUR/USD --date 2026-09-28",
            "transform inspect --format csv --sql \"from validated_rates where currency = 'USD'\" > usd.csv",
        ],
    ),
    ("sync-dynamodb", &["sync-dynamodb --dry-run", "sync-dynamodb get EUR/USD", "sync-dynamodb convert 100 EUR JPY"]),
];

/// The end of an executable's help.
pub(super) fn of(executable: &str) -> String {
    let examples = EXAMPLES.iter().find(|(name, _)| *name == executable).map_or(&[][..], |(_, lines)| *lines);
    format!("Examples:\n  {}\n\n{EXIT_CODES}", examples.join("\n  "))
}
