-- No source sent a rate that is no rate at all: one of its newest day is worth a look, those of the last seven days are told.
-- Finding: a source sent a rate that is none
-- Severity: by row
with

newest as (
    select witness, max(rate_date) as rate_date from bronze.rates group by witness
)

select
    if(quarantine.rate_date = newest.rate_date, 'warning', 'note') as severity,
    quarantine.rate_date,
    quarantine.witness,
    quarantine.base_currency || '/' || quarantine.quote_currency as pair,
    quarantine.rule,
    quarantine.evidence
from silver.quarantine
inner join newest on quarantine.witness = newest.witness
cross join bronze.settings
where
    quarantine.layer in ('structural', 'logical')
    and quarantine.rate_date >= cast(settings.known_until as date) - 7
order by quarantine.rate_date desc, pair;
