-- No currency of the last seven days is withheld because its sources contradict each other.
-- Severity: critical
select
    quarantine.rate_date,
    quarantine.base_currency || '/' || quarantine.quote_currency as pair,
    quarantine.witness,
    quarantine.evidence
from silver.quarantine
semi join silver.consensus
    on
        consensus.verdict = 'conflict'
        and quarantine.rate_date = consensus.rate_date
        and if(quarantine.quote_currency = 'EUR', quarantine.base_currency, quarantine.quote_currency)
        = consensus.currency
cross join bronze.settings
where
    quarantine.layer = 'consensus'
    and quarantine.rate_date >= cast(settings.known_until as date) - 7
order by quarantine.rate_date desc, pair, quarantine.witness;
