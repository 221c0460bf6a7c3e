-- What each answer says of itself, and which are suspect as a whole, and why: no rate is agreed through them, and none of
-- them is published. Filled by the judge (crates/judge/src/answers.rs and contradiction.rs).
-- Grain: one row per (rate_date, source, witness).
--   moving_count   rates whose digits usually change from day to day
--   repeat_count   how many of them have the digits of `repeated_date`
--   is_incomplete  it has far fewer rates than usual; they may still be right
--   copy_of        the witness that it only repeats: it is none itself; in `alike_pct` of what both said of the most traded
--                  currencies on the last days (crates/judge/src/copies.rs)
create table silver.answer_checks (
    rate_date date,
    source silver.word,
    witness silver.word,
    rate_count bigint,
    moving_count bigint,
    usual_rate_count double,
    repeat_count bigint,
    repeated_date date,
    broken_peg_count bigint,
    broken_by_pct double,
    broken_pegs varchar [],
    is_incomplete boolean,
    is_repeat boolean,
    breaks_pegs boolean,
    is_contradicted boolean,
    is_suspect boolean,
    copy_of silver.word,
    alike_pct double,
    rules varchar [],
    evidence varchar
);
