-- What is published for some bases: the pairs of the hot window, and the newest one of each pair (`LATEST`).
-- Grain: one row per (base_currency, quote_currency, rate_date), and one with `is_latest` per pair.
-- A currency that the euro replaced has its fixed rate against the euro for ever (Regulation 1103/97, article 4).
create macro silver.published_pairs(bases, first_day) as table
with

pairs as (
    select pair_legs.*
    from silver.pair_legs
    where list_contains(bases, pair_legs.base_currency)
),

hot as (
    select pairs.*, false as is_latest, 'current' as status
    from pairs
    where pairs.rate_date >= first_day
),

newest as (
    select pairs.*, true as is_latest
    from pairs
    qualify row_number() over (partition by base_currency, quote_currency order by rate_date desc) = 1
),

latest as (
    select newest.*, latest_rates.status
    from newest
    inner join silver.latest_rates on newest.currency = latest_rates.currency
    anti join silver.dim_currencies
        on
            newest.base_currency = 'EUR'
            and newest.quote_currency = dim_currencies.currency
            and dim_currencies.euro_day is not null
            and dim_currencies.euro_day > newest.rate_date
            and dim_currencies.euro_day <= (select max(rate_date) from silver.latest_rates)
),

fixed as (
    select
        dim_currencies.euro_day as rate_date,
        dim_currencies.currency,
        'EUR' as base_currency,
        dim_currencies.currency as quote_currency,
        'Council of the European Union' as publisher,
        'statutory' as validation_status,
        dim_currencies.rate_regime,
        cast(dim_currencies.euro_day as varchar) as published_at,
        length(ltrim(replace(dim_currencies.euro_rate, '.', ''), '0')) as significant_digits,
        'published' as derivation,
        cast(dim_currencies.euro_rate as decimal(38, 18)) as quote_leg,
        true as is_latest,
        'fixed_conversion' as status
    from silver.dim_currencies
    where
        list_contains(bases, 'EUR')
        and dim_currencies.euro_day <= (select max(rate_date) from silver.latest_rates)
),

all_rows as (
    select * from hot
    union all by name
    select * from latest
    union all by name
    select * from fixed
)

select * from all_rows;
