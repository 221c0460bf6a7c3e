-- What is not published, by which rule, and on what evidence.
-- Grain: one row per rate and rule.
create table silver.quarantine as
with

-- What the parser found wrong with a single rate; the same finding in a later answer is not repeated.
malformed as (
    select
        rates.rate_date,
        answers.source,
        answers.witness,
        rates.stamp,
        rates.base_currency,
        rates.quote_currency,
        rates.digits,
        'logical' as layer,
        rates.fault as rule,
        'the source wrote ' || left(rates.digits, 80) as evidence,
        min_by(answers.sha256, answers.first_fetched_at) as answer
    from bronze.rates
    inner join bronze.answers on rates.answer_id = answers.answer_id
    where rates.fault <> ''
    group by all
),

unknown_currency as (
    select
        observations.rate_date,
        observations.source,
        observations.witness,
        observations.stamp,
        observations.base_currency,
        observations.quote_currency,
        observations.digits,
        'logical' as layer,
        'unknown_currency' as rule,
        observations.quote_currency || ' is in no list of currencies' as evidence,
        observations.answer
    from silver.observations
    anti join silver.dim_currencies on observations.currency = dim_currencies.currency
),

missing_pivot as (
    select
        rate_date,
        source,
        witness,
        stamp,
        base_currency,
        quote_currency,
        digits,
        'structural' as layer,
        'missing_pivot' as rule,
        'the answer has no usable rate between ' || base_currency || ' and EUR, so it can be compared with nothing'
            as evidence,
        answer
    from silver.observations
    where rate_per_eur is null
),

-- Without a further witness it is not clear who is wrong: neither is published.
cross_source_deviation as (
    select
        aligned.rate_date,
        aligned.source,
        aligned.witness,
        aligned.stamp,
        aligned.base_currency,
        aligned.quote_currency,
        aligned.digits,
        'consensus' as layer,
        'cross_source_deviation' as rule,
        format(
            '{} differ by {} %, more than {} %',
            array_to_string(consensus.witnesses, ' and '), consensus.deviation_pct, consensus.critical_pct
        ) as evidence,
        aligned.answer
    from silver.aligned
    inner join silver.consensus
        on aligned.rate_date = consensus.rate_date and aligned.currency = consensus.currency
    where consensus.verdict = 'conflict' and aligned.age_days = 0
),

pivot_conflict as (
    select
        aligned.rate_date,
        aligned.source,
        aligned.witness,
        aligned.stamp,
        aligned.base_currency,
        aligned.quote_currency,
        aligned.digits,
        'consensus' as layer,
        'pivot_conflict' as rule,
        format(
            'the answer is {} % off the other witnesses in EUR/{}, more than {} %',
            suspect_answers.deviation_pct, suspect_answers.pivot, suspect_answers.critical_pct
        ) as evidence,
        aligned.answer
    from silver.aligned
    inner join silver.consensus
        on aligned.rate_date = consensus.rate_date and aligned.currency = consensus.currency
    inner join silver.suspect_answers
        on aligned.rate_date = suspect_answers.rate_date and aligned.source = suspect_answers.source
    where consensus.verdict = 'unwitnessed' and aligned.age_days = 0
),

all_findings as (
    select * from malformed
    union all by name
    select * from unknown_currency
    union all by name
    select * from missing_pivot
    union all by name
    select * from cross_source_deviation
    union all by name
    select * from pivot_conflict
)

select * from all_findings;
