-- The ISO 4217 list, the codes that feeds send beside it, and the euro's fixed rates. Loaded.
-- Grain: one row per code. Key: currency.
-- `rate_regime` is today's, or of a withdrawn code the last one: bronze.regimes has each day's.
-- `bloc` is the region whose market the currency trades with.
create table bronze.currencies (
    currency varchar primary key,
    name varchar not null,
    minor_units integer,
    kind varchar not null,
    rate_regime varchar not null,
    bloc varchar not null,
    since date,
    until date,
    euro_day date,
    euro_rate varchar
);
