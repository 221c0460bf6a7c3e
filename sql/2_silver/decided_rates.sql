-- Rates of which a person decided: the last decision on each, among those that are not revoked.
-- Grain: one row per (rate_date, source, witness, currency). Key: these.
-- What was accepted is the value that had been said by then: another one under the same date is none that the person saw.
-- And who is meant must be clear: without a witness only the one that speaks alone is accepted.
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
            and (decisions.verdict = 'reject' or observations.fetched_at <= decisions.decided_at)
    where observations.role = 'observation'
    qualify
        decisions.verdict = 'reject'
        or decisions.witness <> ''
        or count(*) over (partition by decisions.path, observations.rate_date, observations.currency) = 1
),

-- A decision that lifts an earlier one has an effect, too.
newest as (
    select
        rate_date,
        source,
        witness,
        currency,
        max_by(verdict, (decided_at, path)) as verdict,
        max_by(path, (decided_at, path)) as path,
        count(distinct verdict) > 1 as lifts_another
    from decided
    group by rate_date, source, witness, currency
)

select * from newest;
