-- What each witness says of each currency: the value that its newest answer carries.
-- Grain: one row per (source, witness, stamp, currency), the identity of an observation.
-- `half_unit_pct` is half a unit of the last decimal place, in percent of the rate.
-- `currency` is the one that is judged against the euro: a rate for the euro itself speaks of its base.
-- The hash of an answer is kept as an enumeration: 64 characters a row would be most of the memory of a build.
-- An enumeration has at least one value, also where no answer could be read.
create type silver.answer_sha256 as enum (select sha256 from bronze.answers union select '' order by sha256);

create table silver.observations as
with

-- Where v1 has the ECB's own digits, the panel's row of the ECB is only a rounded copy of them.
ecb_days as (
    select distinct rates.stamp
    from bronze.rates
    inner join bronze.answers on rates.answer_id = answers.answer_id
    where answers.endpoint = 'v1'
),

source as (
    select
        answers.source,
        answers.endpoint,
        rates.witness,
        cast(answers.sha256 as silver.answer_sha256) as sha256,
        answers.first_fetched_at,
        answers.last_fetched_at,
        rates.stamp,
        rates.rate_date,
        rates.published_at,
        rates.base_currency,
        rates.quote_currency,
        if(rates.quote_currency = 'EUR', rates.base_currency, rates.quote_currency) as currency,
        rates.digits,
        rates.rate,
        rates.rate_per_eur,
        rates.significant_digits,
        rates.decimal_places,
        rates.is_carried,
        rates.position
    from bronze.rates
    inner join bronze.answers on rates.answer_id = answers.answer_id
    left join ecb_days on rates.stamp = ecb_days.stamp
    where
        rates.fault = ''
        and rates.quote_currency <> rates.base_currency
        and (answers.endpoint <> 'v2' or rates.witness <> 'ECB' or ecb_days.stamp is null)
),

-- Truth is the receipts in order: an answer A, then B, then A again ends in A. What was carried forward to a later
-- day counts only where no answer has the witness's own day, and restates nothing.
newest_first as (
    select
        source.* exclude (sha256, first_fetched_at, last_fetched_at, is_carried, position),
        row_number() over (identity order by is_carried, last_fetched_at desc, sha256 desc, position) as newest,
        coalesce(
            min(if(is_carried, null, rate)) over identity <> max(if(is_carried, null, rate)) over identity,
            false
        ) as is_restated,
        first_value(sha256) over same_value as answer,
        first_value(first_fetched_at) over same_value as fetched_at
    from source
    window
        identity as (partition by source, witness, stamp, currency),
        same_value as (partition by source, witness, stamp, currency, rate order by first_fetched_at, sha256)
),

-- Saturday's, Sunday's and Monday's stamps all describe Friday: the earliest is the observation.
by_market_day as (
    select
        newest_first.* exclude (newest),
        if(
            row_number() over (partition by source, witness, rate_date, currency order by stamp) = 1,
            'observation',
            'weekend_repeat'
        ) as role,
        -- A source that drops trailing zeros writes 1.1 for 1.1000: its usual decimals tell its precision.
        max(decimal_places) over (
            partition by source, witness, currency order by stamp rows between 20 preceding and current row
        ) as usual_decimal_places
    from newest_first
    where newest = 1
),

with_precision as (
    select
        by_market_day.* exclude (decimal_places, usual_decimal_places),
        50 * pow(10, -usual_decimal_places) / rate as half_unit_pct
    from by_market_day
)

select * from with_precision;
