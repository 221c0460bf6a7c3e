-- The banks of the panel, as the service introduces them in its newest list. Loaded.
-- Grain: one row per bank. Key: key.
-- `is_mid`: its number is the middle of a market or an official rate.
create table bronze.banks (
    key varchar primary key,
    name varchar not null,
    country_code varchar not null,
    rate_type varchar not null,
    pivot_currency varchar not null,
    publish_cadence varchar not null,
    is_mid boolean not null
);
