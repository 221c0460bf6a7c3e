-- Who witnesses a market day: each source's observation of that very day, or its nearest earlier one.
-- Grain: one row per (rate_date, currency, witness). A later observation is never a witness, an older one than
-- `witness_age_days_max` is stale.
create table silver.aligned as
with

-- A currency that the euro replaced has its fixed rate from then on: what a feed goes on to send is no rate.
witnesses as (
    select observations.*
    from silver.observations
    inner join silver.dim_currencies on observations.currency = dim_currencies.currency
    where
        observations.role = 'observation'
        and observations.rate_per_eur is not null
        and (dim_currencies.euro_day is null or observations.rate_date < dim_currencies.euro_day)
),

market_days as (
    select distinct rate_date, currency from witnesses
),

-- Only the sources that speak of the currency at all.
candidates as (
    select market_days.rate_date, market_days.currency, spoken.source, spoken.witness
    from market_days
    inner join (select distinct source, witness, currency from witnesses) as spoken
        on market_days.currency = spoken.currency
),

nearest as (
    select
        candidates.rate_date,
        candidates.currency,
        candidates.source,
        candidates.witness,
        witnesses.rate_date as observed_on,
        witnesses.stamp,
        witnesses.base_currency,
        witnesses.quote_currency,
        witnesses.digits,
        witnesses.rate,
        witnesses.rate_per_eur,
        witnesses.significant_digits,
        witnesses.published_at,
        witnesses.fetched_at,
        witnesses.answer,
        date_diff('day', witnesses.rate_date, candidates.rate_date) as age_days
    from candidates
    asof inner join witnesses
        on
            candidates.source = witnesses.source
            and candidates.witness = witnesses.witness
            and candidates.currency = witnesses.currency
            and candidates.rate_date >= witnesses.rate_date
),

recent_enough as (
    select
        nearest.*,
        of_day.trading_day_number - of_observation.trading_day_number as trading_days_apart
    from nearest
    cross join bronze.settings
    inner join bronze.calendar as of_day on nearest.rate_date = of_day.day
    inner join bronze.calendar as of_observation on nearest.observed_on = of_observation.day
    where nearest.age_days <= settings.witness_age_days_max
)

select * from recent_enough;
