-- What a contradiction withholds is not validated: neither the sides of a conflict, nor what a suspect answer alone says.
-- Severity: invariant
select
    quarantine.rate_date,
    quarantine.witness,
    quarantine.base_currency || '/' || quarantine.quote_currency as pair,
    quarantine.rule
from silver.quarantine
semi join silver.validated_rates
    on
        quarantine.rate_date = validated_rates.rate_date
        and quarantine.witness = validated_rates.publisher
        and quarantine.base_currency = validated_rates.base_currency
        and quarantine.quote_currency = validated_rates.quote_currency
where quarantine.layer = 'consensus';
