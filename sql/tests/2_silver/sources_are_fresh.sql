-- The newest rate of each source that we ask is of the market day that is due of it by now (`due_days`): one that is late is
-- worth a look, one that is more than five days late, or has no rate at all, calls a person. A bank of the panel may publish
-- weekly.
-- Finding: a source is late
-- Severity: by row
with

asked as (
    select source from bronze.answers
    union
    select source from bronze.receipts
),

newest as (
    select source, max(rate_date) as rate_date
    from silver.moves
    where witness in ('ECB', 'ExchangeRate-API')
    group by source
)

select
    if(coalesce(newest.rate_date < due_days.rate_date - 5, true), 'critical', 'warning') as severity,
    if(asked.source = 'frankfurter', 'ECB', 'ExchangeRate-API') as witness,
    coalesce('its newest rates are of ' || newest.rate_date, 'it has no rate at all') || ',' as newest,
    due_days.rate_date || ' is due' as due
from asked
inner join due_days on asked.source = due_days.source
left join newest on asked.source = newest.source
where coalesce(newest.rate_date < due_days.rate_date, true)
order by asked.source;
