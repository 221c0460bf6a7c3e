-- Who witnesses a market day: each source's observation of that very day, or its nearest earlier one.
-- Grain: one row per (rate_date, currency, witness). A later observation is never a witness, an older one than
-- `witness_age_days_max` is stale. What a person rejected is no witness; `is_admitted`: a person accepted that very rate.
create table silver.candidates as
with

-- A currency that the euro replaced has its fixed rate from then on: what a feed goes on to send is no rate. Nor is
-- one of a Saturday or Sunday, when there is no market.
witnesses as (
    select observations.*, coalesce(decided_rates.verdict = 'accept', false) as is_admitted
    from silver.observations
    inner join silver.dim_currencies on observations.currency = dim_currencies.currency
    left join silver.decided_rates
        on
            observations.rate_date = decided_rates.rate_date
            and observations.source = decided_rates.source
            and observations.witness = decided_rates.witness
            and observations.currency = decided_rates.currency
    where
        observations.role = 'observation'
        and decided_rates.verdict is distinct from 'reject'
        and observations.rate_per_eur is not null
        and isodow(observations.rate_date) <= 5
        and (dim_currencies.euro_day is null or observations.rate_date < dim_currencies.euro_day)
),

market_days as (
    select distinct rate_date, currency from witnesses
),

own_day as (
    select
        witnesses.* exclude (is_restated, role),
        rate_date as observed_on,
        0 as age_days,
        0 as trading_days_apart
    from witnesses
),

-- Until when an observation is the witness's newest one: a day on which it is silent can lie in between.
followed as (
    select
        source,
        witness,
        currency,
        rate_date as observed_on,
        lead(rate_date) over (partition by source, witness, currency order by rate_date) as next_observed_on
    from witnesses
),

ages as (
    select unnest(range(1, witness_age_days_max + 1)) as age_days from bronze.settings
),

silent_days as (
    select market_days.rate_date, followed.*, ages.age_days
    from followed
    cross join ages
    inner join market_days
        on followed.currency = market_days.currency and followed.observed_on + cast(ages.age_days as integer) = market_days.rate_date
    where
        followed.next_observed_on is null
        or followed.observed_on + cast(ages.age_days as integer) < followed.next_observed_on
),

carried as (
    select
        witnesses.* exclude (is_restated, role) replace (silent_days.rate_date as rate_date, false as is_admitted),
        silent_days.observed_on,
        silent_days.age_days,
        of_day.trading_day_number - of_observation.trading_day_number as trading_days_apart
    from silent_days
    inner join witnesses
        on
            silent_days.observed_on = witnesses.rate_date
            and silent_days.currency = witnesses.currency
            and silent_days.source = witnesses.source
            and silent_days.witness = witnesses.witness
    inner join bronze.calendar as of_day on silent_days.rate_date = of_day.day
    inner join bronze.calendar as of_observation on silent_days.observed_on = of_observation.day
),

all_witnesses as (
    select * from own_day
    union all by name
    select * from carried
)

select * from all_witnesses;
