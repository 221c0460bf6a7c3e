-- The newest rate of each source that we ask is not older than five days before the last request; one that has none at
-- all is not fresh either. A bank of the panel may publish weekly.
-- Severity: critical
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
    asked.source,
    if(asked.source = 'frankfurter', 'ECB', 'ExchangeRate-API') as witness,
    coalesce(cast(newest.rate_date as varchar), 'no rate at all') as newest_day
from asked
left join newest on asked.source = newest.source
cross join bronze.settings
where coalesce(newest.rate_date < cast(settings.known_until as date) - 5, true);
