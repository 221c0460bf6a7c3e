-- Rates of which a person decided: the last decision on each, among those that are not revoked.
-- Grain: one row per (rate_date, source, witness, currency). Key: these.
create table silver.decided_rates as
with

decided as (
    select
        observations.rate_date,
        observations.source,
        observations.witness,
        observations.currency,
        decisions.verdict,
        decisions.decided_at,
        decisions.path
    from silver.observations
    inner join bronze.decisions
        on
            observations.rate_date between decisions.since and coalesce(decisions.until, observations.rate_date)
            and decisions.currency in ('', observations.currency)
            and decisions.witness in ('', observations.witness)
            and decisions.revoked_at is null
    where observations.role = 'observation'
),

newest as (
    select rate_date, source, witness, currency, max_by(verdict, (decided_at, path)) as verdict, max_by(path, (decided_at, path)) as path
    from decided
    group by rate_date, source, witness, currency
)

select * from newest;
