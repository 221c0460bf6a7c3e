-- Rates that nobody confirms on their day, and whether they may be published all the same. Filled by the judge
-- (crates/judge/src/levels.rs and lone.rs).
-- Grain: one row per (rate_date, currency): an unwitnessed one of silver.consensus, or one whose publisher stands on a level
-- to which it jumped before, and is believed only for how the other witness moved today. `rule` is null where it may.
-- `overruled`: the rule of one that a person accepted.
create table silver.unwitnessed_rates (
    rate_date date,
    currency silver.word,
    source silver.word,
    witness silver.word,
    move_pct double,
    move_limit_pct double,
    rule varchar,
    overruled varchar,
    jumped_on date,
    displaced_pct double,
    day_count integer,
    evidence varchar
);
