-- Rates that contradict a peg: outside of its band by more than a source of that kind usually is. Filled by the judge
-- (crates/judge/src/pegs.rs).
-- Grain: one row per (rate_date, source, witness, currency).
create table silver.broken_pegs (
    rate_date date not null,
    source varchar not null,
    witness varchar not null,
    currency varchar not null,
    anchor varchar not null,
    tolerance_pct decimal(9, 4) not null,
    deviation_pct double not null,
    peg_count bigint not null
);
