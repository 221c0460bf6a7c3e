-- No witness of the last seven days was found wrong while another one's rate stood.
-- Severity: warning
select
    quarantine.rate_date,
    quarantine.base_currency || '/' || quarantine.quote_currency as pair,
    quarantine.witness,
    quarantine.evidence
from silver.quarantine
cross join bronze.settings
where quarantine.rule = 'blamed' and quarantine.rate_date >= cast(settings.known_until as date) - 7
order by quarantine.rate_date desc, pair, quarantine.witness;
