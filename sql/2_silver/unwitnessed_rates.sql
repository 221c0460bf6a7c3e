-- Rates that nobody confirms on their day, and whether they may be published all the same.
-- Grain: one row per (rate_date, currency): an unwitnessed one of silver.consensus, or one whose publisher stands on a level
-- to which it jumped before, and is believed only for how the other witness moved today. `rule` is null where it may.
-- It may when it does not stand on a level that nobody has confirmed; when its source lately agreed with others on that
-- currency, if they can be compared at all; when its peg holds and its answer is complete. Never in a restricted regime:
-- two rates exist, and which of them a source gives is not known. `overruled`: the rule of one that a person accepted.
create table silver.unwitnessed_rates as
with

unwitnessed as (
    select consensus.rate_date, consensus.currency, consensus.publisher_source as source, consensus.publisher as witness
    from silver.consensus
    where consensus.verdict = 'unwitnessed'
    union all
    select consensus.rate_date, consensus.currency, consensus.publisher_source, consensus.publisher
    from silver.consensus
    inner join silver.standing_jumps
        on
            consensus.rate_date = standing_jumps.rate_date
            and consensus.currency = standing_jumps.currency
            and consensus.publisher_source = standing_jumps.source
            and consensus.publisher = standing_jumps.witness
            and standing_jumps.jumped_on < consensus.rate_date
    inner join silver.deviations
        on
            consensus.rate_date = deviations.rate_date
            and consensus.currency = deviations.currency
            and consensus.publisher_source = deviations.source
            and consensus.publisher = deviations.witness
    where
        consensus.verdict in ('consensus', 'warning', 'resolved')
        -- Whoever has come most of the way since then is no contradiction any more: it was merely late.
        and abs(deviations.deviation_pct) >= 0.5 * abs(standing_jumps.displaced_pct)
),

-- How often the source was believed on that currency in the last thirty days, where it could be compared.
compared as (
    select moves.rate_date, moves.source, moves.witness, moves.currency, cast(deviations.is_accepted as integer) as agreed
    from silver.moves
    left join silver.deviations
        on
            moves.rate_date = deviations.rate_date
            and moves.currency = deviations.currency
            and moves.source = deviations.source
            and moves.witness = deviations.witness
    where moves.rate_date >= (select min(rate_date) from silver.deviations)
),

lately as (
    select
        rate_date,
        source,
        witness,
        currency,
        if(count(agreed) over thirty_days >= 5, avg(agreed) over thirty_days, null) as agreed_share
    from compared
    window
        thirty_days as (
            partition by source, witness, currency
            order by rate_date
            range between interval 30 days preceding and interval 1 day preceding
        )
),

with_facts as (
    select
        unwitnessed.*,
        regimes.rate_regime,
        steps.move_pct,
        steps.move_limit_pct,
        standing_jumps.jumped_on,
        standing_jumps.jumped_since,
        standing_jumps.displaced_pct,
        standing_jumps.move_limit_pct as jump_limit_pct,
        standing_jumps.day_count,
        standing_jumps.is_mistakable,
        standing_jumps.day_count_max,
        coalesce(standing_jumps.is_new, false) as is_new,
        coalesce(decided_rates.verdict = 'accept', false) as is_admitted,
        lately.agreed_share,
        broken_pegs.anchor,
        broken_pegs.deviation_pct as off_peg_pct,
        answer_checks.is_incomplete,
        answer_checks.evidence as answer_evidence
    from unwitnessed
    inner join bronze.regimes
        on
            unwitnessed.currency = regimes.currency
            and unwitnessed.rate_date >= regimes.since
            and unwitnessed.rate_date <= coalesce(regimes.until, unwitnessed.rate_date)
    left join silver.steps
        on
            unwitnessed.rate_date = steps.rate_date
            and unwitnessed.source = steps.source
            and unwitnessed.witness = steps.witness
            and unwitnessed.currency = steps.currency
    left join silver.standing_jumps
        on
            unwitnessed.rate_date = standing_jumps.rate_date
            and unwitnessed.source = standing_jumps.source
            and unwitnessed.witness = standing_jumps.witness
            and unwitnessed.currency = standing_jumps.currency
    left join silver.decided_rates
        on
            unwitnessed.rate_date = decided_rates.rate_date
            and unwitnessed.source = decided_rates.source
            and unwitnessed.witness = decided_rates.witness
            and unwitnessed.currency = decided_rates.currency
    left join lately
        on
            unwitnessed.rate_date = lately.rate_date
            and unwitnessed.source = lately.source
            and unwitnessed.witness = lately.witness
            and unwitnessed.currency = lately.currency
    left join silver.broken_pegs
        on
            unwitnessed.rate_date = broken_pegs.rate_date
            and unwitnessed.source = broken_pegs.source
            and unwitnessed.witness = broken_pegs.witness
            and unwitnessed.currency = broken_pegs.currency
    left join silver.answer_checks
        on
            unwitnessed.rate_date = answer_checks.rate_date
            and unwitnessed.source = answer_checks.source
            and unwitnessed.witness = answer_checks.witness
),

judged as (
    select
        with_facts.*,
        case
            when not settings.unwitnessed then 'no_second_witness'
            when rate_regime = 'official' then 'restricted_regime'
            when anchor is not null then 'broken_peg'
            when is_new then 'new_currency'
            when jumped_on = rate_date then 'unusual_move'
            when jumped_on is not null then 'unconfirmed_level'
            when agreed_share < 0.8 then 'no_recent_agreement'
            when is_incomplete then 'incomplete_answer'
        end as finding
    from with_facts
    cross join bronze.settings
),

with_evidence as (
    select
        judged.rate_date,
        judged.currency,
        judged.source,
        judged.witness,
        judged.move_pct,
        judged.move_limit_pct,
        if(is_admitted, null, finding) as rule,
        if(is_admitted, finding, null) as overruled,
        if(is_new, null, jumped_on) as jumped_on,
        displaced_pct,
        day_count,
        case finding
            when 'no_second_witness' then 'the configuration publishes no rate without a second witness'
            when 'restricted_regime' then 'there are other rates beside the official one, and no second witness'
            when 'broken_peg'
                then
                    if(
                        off_peg_pct > 70,
                        format('{:.0f} times off its peg to {}', exp(off_peg_pct / 100), anchor),
                        format('{:.2f} % off its peg to {}', silver.percent(off_peg_pct), anchor)
                    )
            when 'unusual_move'
                then
                    format(
                        'moved by {:.2f} % since {}, more than {:.2f} %{}',
                        silver.percent(displaced_pct),
                        jumped_since,
                        silver.percent(jump_limit_pct),
                        silver.likeness(displaced_pct, is_mistakable)
                    )
            when 'unconfirmed_level'
                then
                    format(
                        'moved by {:.2f} % since {}{}, and nobody confirms the new level, where it is on market day {}{}',
                        silver.percent(displaced_pct),
                        jumped_since,
                        silver.likeness(displaced_pct, is_mistakable),
                        day_count,
                        if(is_mistakable, '', ' of ' || day_count_max)
                    )
            when 'new_currency'
                then format('the source had it on no day before {}: market day {} of {}', jumped_on, day_count, day_count_max)
            when 'no_recent_agreement'
                then format('agreed with others on only {:.0f} % of the last days', 100 * agreed_share)
            when 'incomplete_answer' then answer_evidence
        end as evidence
    from judged
)

select * from with_evidence;
