-- The newest rate of each source that we ask is not older than five days before the last request. A bank of the panel
-- may publish weekly.
-- Severity: critical
select moves.source, moves.witness, max(moves.rate_date) as newest_day
from silver.moves
cross join bronze.settings
where moves.witness in ('ECB', 'ExchangeRate-API')
group by moves.source, moves.witness
having max(moves.rate_date) < max(cast(settings.known_until as date)) - 5;
