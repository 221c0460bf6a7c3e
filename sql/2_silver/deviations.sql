-- How far each trusted witness of a market day is from the others, what speaks for and against it, and what follows.
-- Grain: one row per (rate_date, currency, source, witness) where there are two or more.
--   is_accepted  its rate may stand: too close to the others to be a fault, or unlikely to be the wrong one
--   is_blamed    it is named as the wrong one
--   is_admitted  it stands only because a person accepted it
--   is_timing    it would be, but it is the later of two and moved as a market may: it knew what the other did not
create table silver.deviations as
with

weighed as (
    select
        evidence.*,
        settings.doubt_pct,
        settings.fault_probability_max_pct / 100 as probability_max,
        -- Not below the configured limits, which an older witness widens; not below three and six times what is usual.
        cast(round(
            greatest(
                settings.warning_pct * sqrt(1 + evidence.trading_days_apart),
                if(evidence.past_spread_pct is null, 0, 3 * evidence.spread_pct)
            ) + evidence.half_units_pct, 4
        ) as decimal(18, 4)) as warning_pct,
        cast(round(
            greatest(
                settings.critical_pct * sqrt(1 + evidence.trading_days_apart),
                if(evidence.past_spread_pct is null, 0, 6 * evidence.spread_pct)
            ) + evidence.half_units_pct, 4
        ) as decimal(18, 4)) as critical_pct
    from silver.evidence('silver.trusted_deviations') as evidence
    cross join bronze.settings
    where evidence.currency <> 'EUR'
),

-- A move beyond ten usual ones is no news any more, whatever the hour. One whose market moves by more than 1.5 % on a
-- usual day, by all its witnesses, tells nothing about who is wrong.
with_move as (
    select
        weighed.*,
        excess_pct > doubt_pct as is_doubtful,
        coalesce(usual_move_pct, 0) > 1.5 as is_restless,
        1 - sum(fault_probability) over of_day as soundness,
        coalesce(abs(move_pct) <= 10 * usual_move_pct, false)
        and coalesce(is_told_by_reference, false) = false
        and bool_or(coalesce(is_told_by_reference, false)) over of_day as is_later
    from weighed
    window of_day as (partition by rate_date, currency)
),

judged as (
    select
        with_move.* exclude (doubt_pct, probability_max, is_restless),
        coalesce(decided_rates.verdict = 'accept' and with_move.age_days = 0, false) as is_decided,
        not is_doubtful
        or (
            fault_probability < probability_max
            and (
                witness_count > 2
                or (soundness >= 0.5 and excess_pct + half_units_pct <= critical_pct)
                or not bool_and(is_restless) over of_day
            )
        ) as is_sound,
        is_doubtful and fault_probability >= 0.5 as is_culprit
    from with_move
    left join silver.decided_rates
        on
            with_move.rate_date = decided_rates.rate_date
            and with_move.currency = decided_rates.currency
            and with_move.source = decided_rates.source
            and with_move.witness = decided_rates.witness
    window of_day as (partition by with_move.rate_date, with_move.currency)
),

-- Whoever contradicts what a person accepted is the wrong one by that decision.
admitted as (
    select
        judged.* exclude (is_decided, is_sound),
        is_doubtful and not is_decided and bool_or(is_decided and is_doubtful) over of_day as is_overruled,
        is_decided or (is_sound and not is_overruled) as is_accepted,
        is_decided and not is_sound as is_admitted
    from judged
    window of_day as (partition by rate_date, currency)
),

with_blame as (
    select
        admitted.* exclude (is_culprit, is_overruled),
        is_overruled
        or (
            is_culprit
            and not is_accepted
            and (witness_count > 2 or (not is_later and bool_or(is_accepted) over of_day))
        ) as is_blamed,
        is_culprit and witness_count = 2 and is_later and not is_accepted and not is_overruled as is_timing
    from admitted
    window of_day as (partition by rate_date, currency)
)

select * from with_blame;
