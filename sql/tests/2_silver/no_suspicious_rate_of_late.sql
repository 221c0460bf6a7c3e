-- No source sent a rate in the last seven days that is no rate at all.
-- Severity: warning
select
    quarantine.rate_date,
    quarantine.witness,
    quarantine.base_currency || '/' || quarantine.quote_currency as pair,
    quarantine.rule,
    quarantine.evidence
from silver.quarantine
cross join bronze.settings
where
    quarantine.layer in ('structural', 'logical')
    and quarantine.rate_date >= cast(settings.known_until as date) - 7
order by quarantine.rate_date desc, pair;
