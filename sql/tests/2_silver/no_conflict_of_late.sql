-- No currency of the last seven days is withheld because its sources contradict each other.
-- Severity: critical
select quarantine.rate_date, quarantine.base_currency || '/' || quarantine.quote_currency as pair, quarantine.evidence
from silver.quarantine
cross join bronze.settings
where
    quarantine.layer = 'consensus'
    and quarantine.rate_date >= cast(settings.known_until as date) - 7
order by quarantine.rate_date desc, pair;
