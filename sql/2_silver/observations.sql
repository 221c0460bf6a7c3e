-- What each witness says of each currency: the value that its newest answer carries.
-- Grain: one row per (source, witness, stamp, currency), the identity of an observation.
-- `currency` is the one that is judged against the euro: a rate for the euro itself speaks of its base.
-- The hash of an answer is kept as an enumeration: 64 characters a row would be most of the memory of a build.
create type silver.answer_sha256 as enum (select distinct sha256 from bronze.answers order by sha256);

create table silver.observations as
with

source as (
    select
        answers.source,
        answers.endpoint,
        answers.witness,
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
        rates.significant_digits
    from bronze.rates
    inner join bronze.answers on rates.answer_id = answers.answer_id
    where rates.fault = '' and rates.quote_currency <> rates.base_currency
),

-- Truth is the receipts in order: an answer A, then B, then A again ends in A.
newest_first as (
    select
        source.* exclude (sha256, first_fetched_at, last_fetched_at),
        row_number() over (identity order by last_fetched_at desc, sha256 desc) as newest,
        min(rate) over identity <> max(rate) over identity as is_restated,
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
        ) as role
    from newest_first
    where newest = 1
)

select * from by_market_day;
