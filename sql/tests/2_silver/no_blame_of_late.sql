-- No witness was found wrong while another one's rate stood: one of a currency's newest day is worth a look, those of the last
-- seven days are told.
-- Finding: a witness was found wrong, and another one's rate stands
-- Severity: by row
with

newest as (
    select currency, max(rate_date) as rate_date from silver.consensus group by currency
)

select
    if(quarantine.rate_date = newest.rate_date, 'warning', 'note') as severity,
    quarantine.rate_date,
    quarantine.base_currency || '/' || quarantine.quote_currency as pair,
    quarantine.witness,
    quarantine.evidence
from silver.quarantine
inner join newest
    on if(quarantine.quote_currency = 'EUR', quarantine.base_currency, quarantine.quote_currency) = newest.currency
cross join bronze.settings
where quarantine.rule = 'blamed' and quarantine.rate_date >= cast(settings.known_until as date) - 7
order by quarantine.rate_date desc, pair, quarantine.witness;
