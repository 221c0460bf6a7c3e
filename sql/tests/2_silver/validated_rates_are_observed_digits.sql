-- A validated rate is some source's own: its digits stand in an answer of bronze, under the date that describes its market day.
-- Finding: a validated rate has digits that no source wrote
-- Severity: invariant
select validated_rates.rate_date, validated_rates.currency, validated_rates.rate
from silver.validated_rates
left join silver.observations
    on
        validated_rates.rate_date = observations.rate_date
        and validated_rates.source = observations.source
        and validated_rates.publisher = observations.witness
        and validated_rates.currency = observations.currency
        and observations.role = 'observation'
anti join bronze.rates
    on
        observations.stamp = rates.stamp
        and validated_rates.base_currency = rates.base_currency
        and validated_rates.quote_currency = rates.quote_currency
        and validated_rates.digits = rates.digits
        and validated_rates.rate = rates.rate;
