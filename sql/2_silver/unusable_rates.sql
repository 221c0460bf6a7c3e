-- Rates that are wrong in themselves, or that a person rejected, whatever another source says.
-- Grain: one row per rate and rule.
create view silver.unusable_rates as
with

-- What the parser found wrong with a single rate; the same finding in a later answer is not repeated.
malformed as (
    select
        rates.rate_date,
        answers.source,
        rates.witness,
        rates.stamp,
        rates.base_currency,
        rates.quote_currency,
        rates.digits,
        'logical' as layer,
        rates.fault as rule,
        case rates.fault
            when 'impossible_date' then 'the bank dates '
            when 'unnamed_bank' then 'no bank is named with '
            else 'the source wrote '
        end
        || left(rates.digits, 80) || ' for ' || left(rates.quote_currency, 20)
        || if(rates.fault = 'impossible_date', ' ' || rates.published_at, '') as evidence,
        first(answers.sha256 order by answers.first_fetched_at, answers.sha256) as answer
    from bronze.rates
    inner join bronze.answers on rates.answer_id = answers.answer_id
    where rates.fault <> ''
    group by all
),

unknown_currency as (
    select
        observations.*,
        'logical' as layer,
        'unknown_currency' as rule,
        observations.currency || ' is in no list of currencies' as evidence
    from silver.observations
    anti join silver.dim_currencies on observations.currency = dim_currencies.currency
),

-- A bank of the panel may date a rate with the day on which it is valid: that is no fault of the rate.
no_market_day as (
    select
        observations.*,
        'logical' as layer,
        'no_market_day' as rule,
        observations.rate_date || ' is a ' || dayname(observations.rate_date) || ', when there is no market' as evidence
    from silver.observations
    where isodow(observations.rate_date) > 5 and observations.endpoint not in ('v2', 'bank')
),

-- Not every bank quotes the euro, and what it says of other currencies is no fault then: it only witnesses nothing.
missing_pivot as (
    select
        observations.*,
        'structural' as layer,
        'missing_pivot' as rule,
        'the answer has no usable rate between ' || base_currency || ' and EUR, so it can be compared with nothing'
            as evidence
    from silver.observations
    where observations.rate_per_eur is null and observations.endpoint not in ('v2', 'bank')
),

rejected as (
    select
        observations.*,
        'decision' as layer,
        'rejected' as rule,
        'rejected by ' || decisions.author || ': ' || decisions.reason as evidence
    from silver.observations
    inner join silver.decided_rates
        on
            observations.rate_date = decided_rates.rate_date
            and observations.source = decided_rates.source
            and observations.witness = decided_rates.witness
            and observations.currency = decided_rates.currency
            and decided_rates.verdict = 'reject'
    inner join bronze.decisions on decided_rates.path = decisions.path
    where observations.role = 'observation'
),

all_findings as (
    select * from unknown_currency
    union all by name
    select * from rejected
    union all by name
    select * from no_market_day
    union all by name
    select * from missing_pivot
    union all by name
    select * from malformed
)

select rate_date, source, witness, stamp, base_currency, quote_currency, digits, layer, rule, evidence, answer
from all_findings;
