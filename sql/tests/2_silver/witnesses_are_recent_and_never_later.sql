-- A witness speaks of the market day itself or of one of the days shortly before it, never of a later one: who is compared
-- on a day on which it was silent has a rate of just the earlier day.
-- Finding: a witness is stale, or of a later day
-- Severity: invariant
with

doubtful as (
    select rate_date, currency, source, witness, age_days
    from silver.deviations
    where age_days <> 0 or isodow(rate_date) > 5
)

select doubtful.rate_date, doubtful.currency, doubtful.witness, doubtful.age_days
from doubtful
left join silver.witnesses
    on
        doubtful.rate_date - cast(doubtful.age_days as integer) = witnesses.rate_date
        and doubtful.currency = witnesses.currency
        and doubtful.source = witnesses.source
        and doubtful.witness = witnesses.witness
cross join bronze.settings
where
    doubtful.age_days not between 0 and settings.witness_age_days_max
    or isodow(doubtful.rate_date) > 5
    or witnesses.witness is null;
