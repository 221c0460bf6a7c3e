-- Days on which a source's rate between the euro and its own base is in conflict: then everything that it says of
-- that day may be off by the same factor, and nothing unwitnessed is accepted from it.
-- Grain: one row per (rate_date, source).
create table silver.suspect_answers as
with

pivot_rates as (
    select distinct base_currency as currency, source
    from silver.observations
    where base_currency <> 'EUR'
),

in_conflict as (
    select
        consensus.rate_date,
        pivot_rates.source,
        consensus.currency as pivot_currency,
        consensus.deviation_pct,
        consensus.critical_pct
    from silver.consensus
    inner join pivot_rates on consensus.currency = pivot_rates.currency
    where consensus.verdict = 'conflict'
)

select * from in_conflict;
