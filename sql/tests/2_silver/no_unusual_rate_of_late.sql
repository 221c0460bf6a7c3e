-- No rate of the last seven days that only one source has was withheld for what it looks like.
-- Severity: warning
select
    quarantine.rate_date,
    quarantine.base_currency || '/' || quarantine.quote_currency as pair,
    quarantine.rule,
    quarantine.evidence
from silver.quarantine
cross join bronze.settings
where
    quarantine.layer = 'statistical'
    and quarantine.rule <> 'restricted_regime'
    and quarantine.rate_date >= cast(settings.known_until as date) - 7
order by quarantine.rate_date desc, pair;
