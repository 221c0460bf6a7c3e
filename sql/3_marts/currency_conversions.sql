-- What an amount in one currency is in another, in the hot window of 7 days: for a look and for joins in analysis.
-- Grain: one row per (rate_date, base_currency, quote_currency), in both directions.
-- `approximate_rate` is a binary float: the exact rate is made in decimal from the same legs when it is published.
create view silver.currency_conversions as
with

hot as (
    select pair_legs.*
    from silver.pair_legs
    cross join bronze.settings
    where pair_legs.rate_date > cast(settings.known_until as date) - 7
),

conversions as (
    select
        rate_date,
        base_currency,
        quote_currency,
        cast(coalesce(quote_leg, 1) as double) / cast(coalesce(base_leg, 1) as double) as approximate_rate,
        derivation,
        publisher,
        validation_status,
        deviation_pct,
        rate_regime
    from hot
)

select * from conversions;
