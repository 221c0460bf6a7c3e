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
    select rate_date, currency, verdict, suspects, later_witnesses, publisher_source, publisher
    from silver.consensus
    where verdict = 'conflict' or len(suspects) > 0 or len(later_witnesses) > 0
),

-- Whoever contradicts what a person accepted is the wrong one by that decision, and by no probability.
settled as (
    select
        deviations.rate_date,
        deviations.currency,
        string_agg(cast(deviations.witness as varchar), ', ' order by deviations.witness) as accepted
    from silver.deviations
    inner join silver.decided_rates
        on
            deviations.rate_date = decided_rates.rate_date
            and deviations.currency = decided_rates.currency
            and deviations.source = decided_rates.source
            and deviations.witness = decided_rates.witness
            and decided_rates.verdict = 'accept'
    where deviations.is_doubtful
    group by deviations.rate_date, deviations.currency
),

-- The median of some is the rate of one of them, or of nobody: how far from it each is tells not who is wrong.
spans as (
    select
        disputed.*,
        settled.accepted,
        max(deviations.deviation_pct) - min(deviations.deviation_pct) as apart_pct,
        any_value(deviations.deviation_pct) filter (
            where deviations.source = disputed.publisher_source and deviations.witness = disputed.publisher
        ) as published_pct
    from disputed
    inner join silver.deviations
        on disputed.rate_date = deviations.rate_date and disputed.currency = deviations.currency
    left join settled on disputed.rate_date = settled.rate_date and disputed.currency = settled.currency
    group by all
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
            case
                when deviations.reference <> 'median'
                    then format('{:.2f} % off {}', silver.percent(deviations.deviation_pct), deviations.reference)
                when spans.published_pct is not null
                    then format(
                        '{:.2f} % off {}, whose rate stands',
                        silver.percent(deviations.deviation_pct - spans.published_pct),
                        spans.publisher
                    )
                else format(
                    'the {} witnesses are up to {:.2f} % apart',
                    deviations.witness_count,
                    silver.percent(spans.apart_pct)
                )
            end || format(', usual are {:.2f} %', deviations.spread_pct),
            if(
                spans.published_pct is null and deviations.reference = 'median', 'it is not clear who is right', null
            ),
            if(deviations.is_stale, 'has the digits of the day before', null),
            format('moved by {:.2f} %, usual are {:.2f} %', silver.percent(deviations.move_pct), deviations.usual_move_pct),
            coalesce(
                'a person accepted what ' || spans.accepted || ' says',
                format('wrong with a probability of {:.1f} %', 100 * deviations.fault_probability)
            )
        ) as evidence
    from silver.witnesses
    inner join silver.deviations
        on
            witnesses.rate_date = deviations.rate_date
            and witnesses.currency = deviations.currency
            and witnesses.source = deviations.source
            and witnesses.witness = deviations.witness
    inner join spans on witnesses.rate_date = spans.rate_date and witnesses.currency = spans.currency
    where
        list_contains(spans.suspects, witnesses.witness)
        or list_contains(spans.later_witnesses, witnesses.witness)
        or spans.verdict = 'conflict'
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
