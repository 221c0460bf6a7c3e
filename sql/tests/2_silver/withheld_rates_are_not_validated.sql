-- What is withheld is not validated: neither a witness that is blamed, nor a suspect answer, nor a side of a conflict, nor
-- what nobody confirms and no rule allows. A later witness may still witness.
-- Finding: a withheld rate is validated
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
where quarantine.layer in ('answer', 'consensus', 'statistical');
