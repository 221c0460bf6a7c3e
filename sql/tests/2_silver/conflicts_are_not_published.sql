-- What is in conflict is in quarantine with its evidence, and nothing of it is validated.
-- Finding: a rate in conflict is published
-- Severity: invariant
select consensus.rate_date, consensus.currency, consensus.verdict
from silver.consensus
left join silver.validated_rates
    on consensus.rate_date = validated_rates.rate_date and consensus.currency = validated_rates.currency
left join silver.quarantine
    on
        consensus.rate_date = quarantine.rate_date
        and quarantine.layer = 'consensus'
        and consensus.currency
        = if(quarantine.quote_currency = 'EUR', quarantine.base_currency, quarantine.quote_currency)
where
    consensus.verdict = 'conflict'
    and (validated_rates.rate is not null or quarantine.evidence is null);
