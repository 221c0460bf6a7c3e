-- Rates that contradict a peg: outside of its band by more than a source of that kind usually is. Filled by the judge
-- (crates/judge/src/pegs.rs).
-- Grain: one row per (rate_date, source, witness, currency).
create table silver.broken_pegs (
    rate_date date,
    source silver.word,
    witness silver.word,
    currency silver.word,
    anchor varchar,
    tolerance_pct decimal(9, 4),
    deviation_pct double,
    peg_count bigint
);
