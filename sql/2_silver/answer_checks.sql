-- What each answer says of itself, and which are suspect as a whole, and why: no rate is agreed through them, and none of
-- them is published. Filled by the judge (crates/judge/src/answers.rs and contradiction.rs).
-- Grain: one row per (rate_date, source, witness).
--   moving_count   rates whose digits usually change from day to day
--   repeat_count   how many of them have the digits of `repeated_date`
--   is_incomplete  it has far fewer rates than usual; they may still be right
create table silver.answer_checks (
    rate_date date not null,
    source varchar not null,
    witness varchar not null,
    rate_count bigint not null,
    moving_count bigint not null,
    usual_rate_count double,
    repeat_count bigint not null,
    repeated_date date,
    broken_peg_count bigint not null,
    broken_by_pct double,
    broken_pegs varchar [] not null,
    is_incomplete boolean not null,
    is_repeat boolean not null,
    breaks_pegs boolean not null,
    is_contradicted boolean not null,
    is_suspect boolean not null,
    rules varchar [] not null,
    evidence varchar not null
);
