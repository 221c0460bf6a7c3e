-- Whose rate was compared on a market day, for people: each witness's of that very day, and the nearest earlier one of whoever
-- was silent, where there were not two of the day itself. A copy is compared with nobody.
-- Grain: one row per (rate_date, currency, witness). A later observation never witnesses a day, and an older one than
-- `witness_age_days_max` is stale. What a person accepted is one day's rate, and not that of the days after it.
create view silver.aligned as
with

own_day as (
    select witnesses.*, witnesses.rate_date as observed_on, 0 as age_days, 0 as trading_days_apart
    from silver.witnesses
    anti join silver.answer_checks
        on
            witnesses.rate_date = answer_checks.rate_date
            and witnesses.source = answer_checks.source
            and witnesses.witness = answer_checks.witness
            and answer_checks.copy_of is not null
),

earlier as (
    select
        witnesses.* replace (deviations.rate_date as rate_date, false as is_admitted),
        witnesses.rate_date as observed_on,
        deviations.age_days,
        of_day.trading_day_number - of_observation.trading_day_number as trading_days_apart
    from silver.deviations
    inner join silver.witnesses
        on
            deviations.rate_date - cast(deviations.age_days as integer) = witnesses.rate_date
            and deviations.source = witnesses.source
            and deviations.witness = witnesses.witness
            and deviations.currency = witnesses.currency
    inner join bronze.calendar as of_day on deviations.rate_date = of_day.day
    inner join bronze.calendar as of_observation on witnesses.rate_date = of_observation.day
    where deviations.age_days > 0
),

all_witnesses as (
    select * from own_day
    union all by name
    select * from earlier
)

select * from all_witnesses;
