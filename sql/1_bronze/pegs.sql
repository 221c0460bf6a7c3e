-- Currencies that are held to another one. Loaded.
-- Grain: one row per currency and period. Key: (currency, since).
-- Units of `currency` for one `anchor` lie between `low` and `high`, by more than the tolerance only when the answer is
-- wrong; a market feed's rates are looser than a central bank's.
create table bronze.pegs (
    currency varchar not null,
    anchor varchar not null,
    low decimal(38, 18) not null,
    high decimal(38, 18) not null,
    since date not null,
    until date,
    official_tolerance_pct decimal(9, 4) not null,
    market_tolerance_pct decimal(9, 4) not null
);
