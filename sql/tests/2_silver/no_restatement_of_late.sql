-- No source took a value back: since yesterday that is worth a look, in the last seven days it is told.
-- Finding: a source took a value back
-- Severity: by row
select
    if(
        max(restatements.first_fetched_at) >= any_value(settings.known_until) - interval 1 day, 'warning', 'note'
    ) as severity,
    restatements.rate_date,
    restatements.witness,
    restatements.currency,
    string_agg(restatements.digits, ', then ' order by restatements.first_fetched_at) as digits
from silver.restatements
cross join bronze.settings
where restatements.last_fetched_at >= settings.known_until - interval 7 days
group by restatements.rate_date, restatements.source, restatements.witness, restatements.stamp, restatements.currency;
