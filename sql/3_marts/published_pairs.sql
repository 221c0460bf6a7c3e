-- What is published for some bases: the pairs of the hot window, and the newest one of each pair (`LATEST`).
-- Grain: one row per (base_currency, quote_currency, rate_date), and one with `is_latest` per pair.
-- A pair has ended with either of its currencies, and is as stale as either. It is stale, too, where one of these has a newer
-- rate and the newest of both make another pair, more than 2 % away: on the days between no one witness is good for both.
-- A currency that the euro replaced has its fixed rate against the euro for ever, and no inverse of it (Regulation
-- 1103/97, article 4).
create macro silver.published_pairs(bases, first_day) as table
with

hot as (
    select pair_legs.*, false as is_latest, 'current' as status
    from silver.pair_legs
    where list_contains(bases, base_currency) and rate_date >= first_day
),

replaced_by_euro as (
    select dim_currencies.*
    from silver.dim_currencies
    cross join bronze.settings
    where dim_currencies.euro_day <= cast(settings.known_until as date)
),

-- Of the whole past only the keys are looked at: a window function over whole rows takes three times as long.
newest_days as (
    select base_currency, quote_currency, max(rate_date) as rate_date
    from silver.pair_legs
    where list_contains(bases, base_currency)
    group by base_currency, quote_currency
),

newest as (
    select pairs.*, true as is_latest
    from silver.pair_legs as pairs
    semi join newest_days
        on
            pairs.base_currency = newest_days.base_currency
            and pairs.quote_currency = newest_days.quote_currency
            and pairs.rate_date = newest_days.rate_date
    anti join replaced_by_euro
        on pairs.base_currency = 'EUR' and pairs.quote_currency = replaced_by_euro.currency
    anti join replaced_by_euro as inverted
        on pairs.quote_currency = 'EUR' and pairs.base_currency = inverted.currency
    where list_contains(bases, pairs.base_currency)
),

-- The euro itself has no rate of its own.
with_newest_of_both as (
    select
        newest.*,
        of_base.status as base_status,
        of_quote.status as quote_status,
        greatest(of_base.rate_date, of_quote.rate_date) as newest_of_both,
        coalesce(quote_leg, 1) / coalesce(base_leg, 1)
        / (coalesce(of_quote.rate_per_eur, 1) / coalesce(of_base.rate_per_eur, 1)) as of_newest_of_both
    from newest
    left join silver.latest_rates as of_base on newest.base_currency = of_base.currency
    left join silver.latest_rates as of_quote on newest.quote_currency = of_quote.currency
),

latest as (
    select
        * exclude (base_status, quote_status, newest_of_both, of_newest_of_both),
        case
            when 'ended' in (base_status, quote_status) then 'ended'
            when 'stale' in (base_status, quote_status) then 'stale'
            when rate_date < newest_of_both and abs(of_newest_of_both - 1) > 0.02 then 'stale'
            else 'current'
        end as status
    from with_newest_of_both
),

fixed as (
    select
        euro_day as rate_date,
        currency,
        'EUR' as base_currency,
        currency as quote_currency,
        'Council of the European Union' as publisher,
        'statutory' as validation_status,
        rate_regime,
        cast(euro_day as varchar) as published_at,
        length(ltrim(replace(euro_rate, '.', ''), '0')) as significant_digits,
        'published' as derivation,
        cast(euro_rate as decimal(38, 18)) as quote_leg,
        true as is_latest,
        'fixed_conversion' as status
    from replaced_by_euro
    where list_contains(bases, 'EUR')
),

all_rows as (
    select * from hot
    union all by name
    select * from latest
    union all by name
    select * from fixed
)

select * from all_rows;
