-- How far the witnesses of a market day are apart: each from the median of all, of two from the other one; in percent,
-- as logarithms.
-- Grain: one row per (rate_date, currency, source, witness) where there are two witnesses or more. The currency EUR
-- stands for the euro itself, whose deviation is the one that all currencies of the witness have in common.
-- Witnesses of the day itself are compared; only where there are not two of them, also those of the nearest earlier day.
-- `witnesses`: a table or view like silver.candidates.
create macro silver.compared(witnesses) as table
with

of_day as (
    select
        rate_date,
        currency,
        count(*) filter (where age_days = 0) as own_day_count,
        if(count(*) filter (where age_days = 0) >= 2, 0, min(trading_days_apart) filter (where age_days > 0))
            as apart_max
    from query_table(witnesses)
    group by rate_date, currency
    having count(*) > 1 and count(*) filter (where age_days = 0) > 0
),

chosen as (
    select
        candidates.rate_date,
        candidates.currency,
        candidates.source,
        candidates.witness,
        candidates.age_days,
        candidates.trading_days_apart,
        candidates.half_unit_pct,
        100 * ln(candidates.rate_per_eur) as log_rate
    from query_table(witnesses) as candidates
    inner join of_day on candidates.rate_date = of_day.rate_date and candidates.currency = of_day.currency
    where candidates.age_days = 0 or candidates.trading_days_apart <= of_day.apart_max
),

centres as (
    select
        rate_date,
        currency,
        count(*) as witness_count,
        median(log_rate) as middle,
        mad(log_rate) as mad_pct,
        sum(log_rate) as total,
        min(witness) as first_witness,
        max(witness) as last_witness,
        sum(half_unit_pct) as half_units,
        median(half_unit_pct) as middle_half_unit,
        max(trading_days_apart) as trading_days_apart
    from chosen
    group by rate_date, currency
),

deviations as (
    select
        chosen.rate_date,
        chosen.currency,
        chosen.source,
        chosen.witness,
        chosen.age_days,
        centres.witness_count,
        centres.mad_pct,
        centres.trading_days_apart,
        if(
            centres.witness_count > 2,
            'median',
            if(chosen.witness = centres.first_witness, centres.last_witness, centres.first_witness)
        ) as reference,
        if(
            centres.witness_count > 2,
            chosen.log_rate - centres.middle,
            2 * chosen.log_rate - centres.total
        ) as deviation_pct,
        if(centres.witness_count > 2, chosen.half_unit_pct + centres.middle_half_unit, centres.half_units)
            as half_units_pct
    from chosen
    inner join centres on chosen.rate_date = centres.rate_date and chosen.currency = centres.currency
),

common as (
    select
        deviations.rate_date,
        deviations.source,
        deviations.witness,
        deviations.reference,
        median(deviations.deviation_pct) as common_pct,
        max(deviations.age_days) as age_days,
        max(deviations.witness_count) as witness_count,
        max(deviations.trading_days_apart) as trading_days_apart
    from deviations
    inner join silver.dim_currencies on deviations.currency = dim_currencies.currency
    group by deviations.rate_date, deviations.source, deviations.witness, deviations.reference
    having count(*) >= 10 and count(distinct dim_currencies.bloc) >= 3
    -- One comparison a day: of three or more, or else of the pair that is nearest in time and has most in common.
    qualify
        dense_rank() over (
            partition by deviations.rate_date
            order by
                deviations.reference <> 'median',
                if(deviations.reference = 'median', 0, max(deviations.trading_days_apart)),
                if(deviations.reference = 'median', 0, -count(*)),
                if(
                    deviations.reference = 'median',
                    '',
                    least(deviations.witness, deviations.reference) || greatest(deviations.witness, deviations.reference)
                )
        ) = 1
),

with_common as (
    select deviations.*, coalesce(common.common_pct, 0) as common_pct
    from deviations
    left join common
        on
            deviations.rate_date = common.rate_date
            and deviations.source = common.source
            and deviations.witness = common.witness
            and deviations.reference = common.reference
    union all by name
    select common.*, 'EUR' as currency, common_pct as deviation_pct, 0 as half_units_pct, null as mad_pct
    from common
)

select * from with_common;
