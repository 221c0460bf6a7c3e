-- The newest validated rate between the euro and the dollar is not older than five days before the last request.
-- Severity: critical
select 'EUR/USD' as pair, latest_rates.rate_date, settings.known_until
from bronze.settings
left join silver.latest_rates on latest_rates.currency = 'USD'
where coalesce(latest_rates.rate_date < cast(settings.known_until as date) - 5, true);
