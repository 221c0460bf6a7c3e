-- Values that a source took back: another one under the same identity, in the order in which they were first fetched.
-- The last value that an answer carried is the observation, and is validated like any other.
-- Grain: one row per value of a restated identity. Key: (source, witness, stamp, currency, rate).
create table silver.restatements as
with

restated as (
    select source, endpoint, witness, stamp, currency, rate_date, rate as observed_rate
    from silver.observations
    where is_restated
),

given_values as (
    select
        restated.source,
        restated.witness,
        restated.stamp,
        restated.currency,
        restated.rate_date,
        rates.base_currency,
        rates.quote_currency,
        rates.rate,
        min_by(rates.digits, answers.first_fetched_at) as digits,
        min(answers.first_fetched_at) as first_fetched_at,
        max(answers.last_fetched_at) as last_fetched_at,
        min_by(answers.sha256, (answers.first_fetched_at, answers.sha256)) as answer,
        any_value(rates.rate = restated.observed_rate) as is_observation
    from restated
    inner join bronze.rates
        on
            restated.stamp = rates.stamp
            and restated.witness = rates.witness
            and restated.currency = if(rates.quote_currency = 'EUR', rates.base_currency, rates.quote_currency)
    inner join bronze.answers on rates.answer_id = answers.answer_id and restated.source = answers.source
    where
        rates.fault = ''
        and not rates.is_carried
        and rates.quote_currency <> rates.base_currency
        -- Of most answers nothing was ever restated: their rates need not be looked up.
        and rates.stamp between (select min(stamp) from restated) and (select max(stamp) from restated)
    group by all
)

select * from given_values;
