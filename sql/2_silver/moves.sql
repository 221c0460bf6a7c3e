-- How far each witness's rate moved since its own last one, and how far it usually moves: in percent, as logarithms, so
-- that up and down are alike. Filled by the judge (crates/judge/src/moves.rs).
-- Grain: one row per (rate_date, source, witness, currency). The currency EUR stands for the euro itself: its move is
-- the one that all currencies of the witness have in common.
--   previous_date  the last day on which it was observed, published or not
--   residual_pct   what is left of the move beyond the currency's share of the common one
--   usual_pct      the usual residual of a day; null where too little is known
create table silver.moves (
    rate_date date,
    source silver.word,
    witness silver.word,
    currency silver.word,
    previous_date date,
    move_pct double,
    trading_days integer,
    residual_pct double,
    is_repeat boolean,
    usual_pct double,
    usual_repeats double
);
