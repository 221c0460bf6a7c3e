-- Rates that are well formed, but not to be trusted: their answer is suspect, another witness contradicts them, or nobody
-- confirms them.
-- Grain: one row per rate and rule.
create view silver.withheld_rates as
with

of_suspect_answers as (
    select
        witnesses.*,
        'answer' as layer,
        unnest(answer_checks.rules) as rule,
        answer_checks.evidence
    from silver.witnesses
    inner join silver.answer_checks
        on
            witnesses.rate_date = answer_checks.rate_date
            and witnesses.source = answer_checks.source
            and witnesses.witness = answer_checks.witness
    where answer_checks.is_suspect and not witnesses.is_admitted
),

disputed as (
    select rate_date, currency, verdict, suspects, later_witnesses
    from silver.consensus
    where verdict = 'conflict' or len(suspects) > 0 or len(later_witnesses) > 0
),

contradicted as (
    select
        witnesses.*,
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
            if(deviations.is_stale, 'has the digits of the day before', null),
            format('moved by {:.2f} %, usual are {:.2f} %', silver.percent(deviations.move_pct), deviations.usual_move_pct),
            format('wrong with a probability of {:.1f} %', 100 * deviations.fault_probability)
        ) as evidence
    from silver.witnesses
    inner join silver.deviations
        on
            witnesses.rate_date = deviations.rate_date
            and witnesses.currency = deviations.currency
            and witnesses.source = deviations.source
            and witnesses.witness = deviations.witness
    inner join disputed on witnesses.rate_date = disputed.rate_date and witnesses.currency = disputed.currency
    where
        list_contains(disputed.suspects, witnesses.witness)
        or list_contains(disputed.later_witnesses, witnesses.witness)
        or disputed.verdict = 'conflict'
),

unconfirmed as (
    select
        witnesses.*,
        'statistical' as layer,
        unwitnessed_rates.rule,
        unwitnessed_rates.evidence
    from silver.witnesses
    inner join silver.unwitnessed_rates
        on
            witnesses.rate_date = unwitnessed_rates.rate_date
            and witnesses.currency = unwitnessed_rates.currency
            and witnesses.source = unwitnessed_rates.source
            and witnesses.witness = unwitnessed_rates.witness
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
