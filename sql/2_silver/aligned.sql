-- Who witnesses a market day: each source's observation of that very day, or its nearest earlier one.
-- Grain: one row per (rate_date, currency, witness). A later observation is never a witness, an older one than
-- `witness_age_days_max` is stale.
create table silver.aligned as
with

-- A currency that the euro replaced has its fixed rate from then on: what a feed goes on to send is no rate. Nor is
-- one of a Saturday or Sunday, when there is no market.
witnesses as (
    select observations.*
    from silver.observations
    inner join silver.dim_currencies on observations.currency = dim_currencies.currency
    where
        observations.role = 'observation'
        and observations.rate_per_eur is not null
        and isodow(observations.rate_date) <= 5
        and (dim_currencies.euro_day is null or observations.rate_date < dim_currencies.euro_day)
),

market_days as (
    select distinct rate_date, currency from witnesses
),

-- Only the sources that speak of the currency at all; for each day, the newest one that it had observed by then.
by_witness as (
    select
        market_days.rate_date,
        market_days.currency,
        spoken.source,
        spoken.witness,
        max(witnesses.rate_date) over (
            partition by market_days.currency, spoken.source, spoken.witness
            order by market_days.rate_date
            rows between unbounded preceding and current row
        ) as observed_on
    from market_days
    inner join (select distinct source, witness, currency from witnesses) as spoken
        on market_days.currency = spoken.currency
    left join witnesses
        on
            market_days.rate_date = witnesses.rate_date
            and market_days.currency = witnesses.currency
            and spoken.source = witnesses.source
            and spoken.witness = witnesses.witness
),

recent_enough as (
    select
        by_witness.*,
        date_diff('day', by_witness.observed_on, by_witness.rate_date) as age_days,
        of_day.trading_day_number - of_observation.trading_day_number as trading_days_apart
    from by_witness
    cross join bronze.settings
    inner join bronze.calendar as of_day on by_witness.rate_date = of_day.day
    inner join bronze.calendar as of_observation on by_witness.observed_on = of_observation.day
    where date_diff('day', by_witness.observed_on, by_witness.rate_date) <= settings.witness_age_days_max
),

with_values as (
    select
        recent_enough.*,
        witnesses.stamp,
        witnesses.base_currency,
        witnesses.quote_currency,
        witnesses.digits,
        witnesses.rate,
        witnesses.rate_per_eur,
        witnesses.significant_digits,
        witnesses.published_at,
        witnesses.fetched_at,
        witnesses.answer
    from recent_enough
    inner join witnesses
        on
            recent_enough.observed_on = witnesses.rate_date
            and recent_enough.currency = witnesses.currency
            and recent_enough.source = witnesses.source
            and recent_enough.witness = witnesses.witness
)

select * from with_values;
