-- How far each trusted witness of a market day is from the others, what speaks for and against it, and what follows: in
-- percent, as logarithms. Filled by the judge (crates/judge/src/comparison.rs, evidence.rs and blame.rs).
-- Grain: one row per (rate_date, currency, source, witness) where there are two or more.
--   residual_pct   what is left beyond the currency's share of the day's common part
--   excess_pct     the smaller of the two, beyond what rounding explains (half_units_pct)
--   spread_pct     the usual deviation on such a day
--   is_accepted    its rate may stand: too close to the others to be a fault, or unlikely to be the wrong one
--   is_blamed      it is named as the wrong one
--   is_admitted    it stands only because a person accepted it
--   is_timing      it would be blamed, but it is the later of two and moved as a market may: it knew what the other did not
create table silver.deviations (
    rate_date date not null,
    currency varchar not null,
    source varchar not null,
    witness varchar not null,
    age_days integer not null,
    witness_count bigint not null,
    mad_pct double,
    trading_days_apart integer not null,
    reference varchar not null,
    deviation_pct double not null,
    half_units_pct double not null,
    common_pct double not null,
    residual_pct double not null,
    excess_pct double not null,
    move_pct double,
    usual_move_pct double,
    trading_days integer,
    is_repeat boolean,
    move_from_reference_pct double,
    past_spread_pct double,
    usual_move_from_reference_pct double,
    spread_pct double not null,
    is_told_by_reference boolean,
    usual_told_move_pct double,
    fault_probability double not null,
    warning_pct decimal(18, 4) not null,
    critical_pct decimal(18, 4) not null,
    is_doubtful boolean not null,
    soundness double not null,
    is_later boolean not null,
    is_accepted boolean not null,
    is_admitted boolean not null,
    is_blamed boolean not null,
    is_timing boolean not null
);
