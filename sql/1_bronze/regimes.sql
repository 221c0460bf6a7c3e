-- How each currency's rate comes about, and when it came about otherwise. Loaded.
-- Grain: one row per code and period; every day lies in one of them. Key: (currency, since).
create table bronze.regimes (
    currency varchar not null,
    rate_regime varchar not null,
    since date not null,
    until date
);
