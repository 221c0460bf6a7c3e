-- Rates that are well formed, but contradicted: by another source, or by what another source says of their answer.
-- Grain: one row per rate.
create view silver.withheld_rates as
with

observed_that_day as (
    select aligned.*, consensus.verdict, consensus.witnesses, consensus.deviation_pct, consensus.critical_pct
    from silver.aligned
    inner join silver.consensus
        on aligned.rate_date = consensus.rate_date and aligned.currency = consensus.currency
    where aligned.age_days = 0
),

-- Without a further witness it is not clear who is wrong: neither is published.
cross_source_deviation as (
    select
        observed_that_day.*,
        'cross_source_deviation' as rule,
        format(
            '{} differ by {} %, more than {} %',
            array_to_string(witnesses, ' and '), deviation_pct, critical_pct
        ) as evidence
    from observed_that_day
    where verdict = 'conflict'
),

pivot_conflict as (
    select
        observed_that_day.*,
        'pivot_conflict' as rule,
        format(
            'the answer is {} % off the other witnesses in EUR/{}, more than {} %',
            suspect_answers.deviation_pct, suspect_answers.pivot_currency, suspect_answers.critical_pct
        ) as evidence
    from observed_that_day
    inner join silver.suspect_answers
        on
            observed_that_day.rate_date = suspect_answers.rate_date
            and observed_that_day.source = suspect_answers.source
    where observed_that_day.verdict = 'unwitnessed'
),

all_findings as (
    select * from cross_source_deviation
    union all by name
    select * from pivot_conflict
)

select
    rate_date,
    source,
    witness,
    stamp,
    base_currency,
    quote_currency,
    digits,
    'consensus' as layer,
    rule,
    evidence,
    answer
from all_findings;
