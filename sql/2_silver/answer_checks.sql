-- Which answers are suspect as a whole, and why: no rate is agreed through them, and none of them is published.
-- Grain: one row per (rate_date, source, witness).
-- A wrong euro cell moves all rates of an answer alike, each by less than what would be noticed: so what all of them
-- deviate by in common is judged, as the euro's own rate; and before any other one the feed's EUR/USD, raw. Of two
-- whose euros are more than the critical limit apart the other one than the ECB's is suspect in any case, and the ECB's
-- too unless it is improbable that it is the wrong one, or nothing is known of its past: its rates are against the euro
-- itself.
create table silver.answer_checks as
with

judged as (
    select
        evidence.*,
        (
            evidence.fault_probability >= settings.fault_probability_max_pct / 100
            or (evidence.witness_count = 2 and evidence.witness <> 'ECB' and evidence.excess_pct > settings.critical_pct)
        )
        and evidence.excess_pct > if(
            evidence.currency = 'EUR' and (evidence.witness_count > 2 or evidence.witness <> 'ECB'),
            settings.warning_pct,
            settings.critical_pct
        )
        and (evidence.witness <> 'ECB' or evidence.witness_count > 2 or evidence.move_pct is not null) as is_contradicted
    from silver.evidence('silver.common_deviations') as evidence
    cross join bronze.settings
    where evidence.age_days = 0 and (evidence.currency = 'EUR' or evidence.source = 'exchangerate')
),

contradicted as (
    select
        rate_date,
        source,
        witness,
        list(if(currency = 'EUR', 'common_deviation', 'pivot_deviation') order by currency) as rules,
        string_agg(
            format(
                '{} {:.2f} % off {}, usual are {:.2f} %',
                if(currency = 'EUR', 'all its rates together are', 'its EUR/USD is'),
                silver.percent(deviation_pct),
                if(reference = 'median', 'the median', reference),
                spread_pct
            ),
            '; '
            order by currency
        ) as evidence
    from judged
    where is_contradicted
    group by rate_date, source, witness
),

checks as (
    select
        invariants.*,
        contradicted.rules as contradicted_rules,
        contradicted.evidence as contradicted_evidence,
        contradicted.rules is not null as is_contradicted
    from silver.answer_invariants as invariants
    left join contradicted
        on
            invariants.rate_date = contradicted.rate_date
            and invariants.source = contradicted.source
            and invariants.witness = contradicted.witness
),

-- What is incomplete may still be right: its rates count where another witness confirms them.
with_rules as (
    select
        checks.* exclude (contradicted_rules, contradicted_evidence),
        is_repeat or breaks_pegs or is_contradicted as is_suspect,
        list_filter(
            [
                if(is_repeat, 'repeated_answer', null),
                if(breaks_pegs, 'broken_pegs', null),
                if(is_incomplete, 'incomplete_answer', null)
            ] || coalesce(contradicted_rules, []),
            rule -> rule is not null
        ) as rules,
        concat_ws(
            '; ',
            if(
                is_repeat,
                format('{} of {} rates have the digits of {}', repeat_count, moving_count, repeated_date),
                null
            ),
            if(breaks_pegs, 'off their pegs: ' || array_to_string(broken_pegs[1:10], ', '), null),
            contradicted_evidence,
            if(is_incomplete, format('{} rates, usual are {:.0f}', rate_count, usual_rate_count), null)
        ) as evidence
    from checks
)

select * from with_rules;
