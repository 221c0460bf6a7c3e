-- Witnesses that only repeat another one: rounding alone explains how they deviate from it, over time. They count as one.
-- Grain: one row per (rate_date, source, witness) that copies a witness before it in precedence.
-- Many a central bank of the panel publishes the ECB's rates, rebased. The three most traded currencies tell.
create table silver.copied_witnesses as
with

majors as (
    select
        rate_date,
        source,
        witness,
        currency,
        case endpoint when 'v1' then 1 when 'v2' then 3 else 2 end as precedence,
        100 * ln(rate_per_eur) as log_rate,
        half_unit_pct
    from silver.observations
    where role = 'observation' and currency in ('USD', 'JPY', 'GBP') and rate_per_eur is not null
),

by_day as (
    select
        copies.rate_date,
        copies.source,
        copies.witness,
        originals.witness as original,
        avg(
            cast(abs(copies.log_rate - originals.log_rate) <= copies.half_unit_pct + originals.half_unit_pct + 0.001 as integer)
        ) as equal_share
    from majors as copies
    inner join majors as originals
        on
            copies.rate_date = originals.rate_date
            and copies.currency = originals.currency
            and (copies.precedence, copies.witness) > (originals.precedence, originals.witness)
    group by copies.rate_date, copies.source, copies.witness, originals.witness
),

over_time as (
    select
        by_day.*,
        count(*) over the_past as day_count,
        avg(equal_share) over the_past as past_share
    from by_day
    window the_past as (
        partition by source, witness, original order by rate_date rows between 60 preceding and 1 preceding
    )
),

copies as (
    select rate_date, source, witness, list(original order by original) as originals
    from over_time
    where day_count >= 20 and past_share >= 0.95
    group by rate_date, source, witness
)

select * from copies;
