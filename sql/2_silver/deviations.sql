-- How far each trusted witness of a market day is from the others, what speaks for and against it, and what follows: in
-- percent, as logarithms. Filled by the judge (crates/judge/src/comparison.rs, evidence.rs, pair.rs, jury.rs and blame.rs).
-- Grain: one row per (rate_date, currency, source, witness) where there are two or more.
--   residual_pct   what is left beyond the currency's share of the day's common part
--   excess_pct     beyond what rounding explains (half_units_pct): of two the smaller of the two, of more how far from the rate
--                  it may well be, wherever that lies
--   spread_pct     the usual deviation on such a day; of three and more the witness's own part of it
--   is_told_by_reference  of two: the other one's last rate usually tells more of it than its own; of three and more this and
--                  the moves from the reference are empty
--   is_stale       it has the digits of the day before, though they usually change, and two or more others went on
--   is_accepted    its rate may stand: too close to the others to be a fault, or unlikely to be the wrong one
--   is_blamed      it is named as the wrong one
--   is_admitted    it stands only because a person accepted it
--   is_timing      it would be blamed, but it is the later of two and moved as a market may: it knew what the other did not
create table silver.deviations (
    rate_date date,
    currency silver.word,
    source silver.word,
    witness silver.word,
    age_days integer,
    witness_count bigint,
    mad_pct double,
    trading_days_apart integer,
    reference silver.word,
    deviation_pct double,
    half_units_pct double,
    common_pct double,
    residual_pct double,
    excess_pct double,
    move_pct double,
    usual_move_pct double,
    trading_days integer,
    is_repeat boolean,
    move_from_reference_pct double,
    past_spread_pct double,
    usual_move_from_reference_pct double,
    spread_pct double,
    is_told_by_reference boolean,
    usual_told_move_pct double,
    fault_probability double,
    is_stale boolean,
    warning_pct decimal(18, 4),
    critical_pct decimal(18, 4),
    is_doubtful boolean,
    soundness double,
    is_later boolean,
    is_accepted boolean,
    is_admitted boolean,
    is_blamed boolean,
    is_timing boolean
);
