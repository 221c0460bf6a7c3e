-- No currency is withheld because its sources contradict each other: on its newest day a person is called, those of the
-- last seven days are told.
-- Finding: witnesses contradict each other, and the rate is withheld
-- Severity: by row
with

newest as (
    select currency, max(rate_date) as rate_date from silver.consensus group by currency
)

select
    if(consensus.rate_date = newest.rate_date, 'critical', 'note') as severity,
    quarantine.rate_date,
    quarantine.base_currency || '/' || quarantine.quote_currency as pair,
    quarantine.witness,
    quarantine.evidence
from silver.quarantine
inner join silver.consensus
    on
        consensus.verdict = 'conflict'
        and quarantine.rate_date = consensus.rate_date
        and if(quarantine.quote_currency = 'EUR', quarantine.base_currency, quarantine.quote_currency)
        = consensus.currency
inner join newest on consensus.currency = newest.currency
cross join bronze.settings
where
    quarantine.layer = 'consensus'
    and quarantine.rate_date >= cast(settings.known_until as date) - 7
order by quarantine.rate_date desc, pair, quarantine.witness;
