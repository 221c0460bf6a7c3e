-- Rates that are well formed, but not to be trusted: their answer is suspect, another witness contradicts them, or nobody
-- confirms them.
-- Grain: one row per rate and rule.
create view silver.withheld_rates as
with

observed_that_day as (
    select * from silver.aligned where age_days = 0
),

of_suspect_answers as (
    select
        observed_that_day.*,
        'answer' as layer,
        unnest(answer_checks.rules) as rule,
        answer_checks.evidence
    from observed_that_day
    inner join silver.answer_checks
        on
            observed_that_day.rate_date = answer_checks.rate_date
            and observed_that_day.source = answer_checks.source
            and observed_that_day.witness = answer_checks.witness
    where answer_checks.is_suspect and not observed_that_day.is_admitted
),

contradicted as (
    select
        observed_that_day.*,
        'consensus' as layer,
        case
            when deviations.is_blamed then 'blamed'
            when deviations.is_timing then 'timing_conflict'
            else 'cross_source_deviation'
        end as rule,
        concat_ws(
            '; ',
            format(
                '{:.2f} % off {}, usual are {:.2f} %',
                silver.percent(deviations.deviation_pct),
                if(deviations.reference = 'median', 'the median of ' || deviations.witness_count, deviations.reference),
                deviations.spread_pct
            ),
            format('moved by {:.2f} %, usual are {:.2f} %', silver.percent(deviations.move_pct), deviations.usual_move_pct),
            format('wrong with a probability of {:.1f} %', 100 * deviations.fault_probability)
        ) as evidence
    from observed_that_day
    inner join silver.deviations
        on
            observed_that_day.rate_date = deviations.rate_date
            and observed_that_day.currency = deviations.currency
            and observed_that_day.source = deviations.source
            and observed_that_day.witness = deviations.witness
    inner join silver.consensus
        on observed_that_day.rate_date = consensus.rate_date and observed_that_day.currency = consensus.currency
    where
        list_contains(consensus.suspects, observed_that_day.witness)
        or list_contains(consensus.later_witnesses, observed_that_day.witness)
        or consensus.verdict = 'conflict'
),

unconfirmed as (
    select
        observed_that_day.*,
        'statistical' as layer,
        unwitnessed_rates.rule,
        unwitnessed_rates.evidence
    from observed_that_day
    inner join silver.unwitnessed_rates
        on
            observed_that_day.rate_date = unwitnessed_rates.rate_date
            and observed_that_day.currency = unwitnessed_rates.currency
            and observed_that_day.source = unwitnessed_rates.source
            and observed_that_day.witness = unwitnessed_rates.witness
    where unwitnessed_rates.rule is not null
),

all_findings as (
    select * from of_suspect_answers
    union all by name
    select * from contradicted
    union all by name
    select * from unconfirmed
)

select rate_date, source, witness, stamp, base_currency, quote_currency, digits, layer, rule, evidence, answer
from all_findings;
