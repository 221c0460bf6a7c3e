-- No source took a value back in the last seven days.
-- Severity: warning
select
    restatements.rate_date,
    restatements.witness,
    restatements.currency,
    string_agg(restatements.digits, ', then ' order by restatements.first_fetched_at) as digits
from silver.restatements
cross join bronze.settings
where restatements.last_fetched_at >= settings.known_until - interval 7 days
group by restatements.rate_date, restatements.source, restatements.witness, restatements.stamp, restatements.currency;
