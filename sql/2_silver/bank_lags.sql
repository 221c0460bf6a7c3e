-- Which market day a bank's date describes: how many market days before it the market was that its rates are of, as its own
-- past tells. Filled by the judge (crates/judge/src/dating.rs).
-- Grain: one row per bank and time in which one lag was known: for its dates from `since` to `until`, which is null for the
-- one that is known now. Before its first one a bank witnesses nothing.
--   market_days      0, 1 or 2
--   deviation_…_pct  how far its rates usually were from those of the date itself, of the market day before it, and of the
--                    one before that, when it was learnt
--   days             on how many dates that was seen
create table silver.bank_lags (
    witness varchar not null,
    since date not null,
    until date,
    market_days integer not null,
    deviation_0_pct double not null,
    deviation_1_pct double not null,
    deviation_2_pct double not null,
    days integer not null
);
