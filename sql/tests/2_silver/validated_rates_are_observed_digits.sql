-- A validated rate is some source's own: its digits stand in an answer of bronze.
-- Severity: invariant
select validated_rates.rate_date, validated_rates.currency, validated_rates.rate
from silver.validated_rates
anti join bronze.rates
    on
        validated_rates.rate_date = rates.rate_date
        and validated_rates.base_currency = rates.base_currency
        and validated_rates.quote_currency = rates.quote_currency
        and validated_rates.digits = rates.digits
        and validated_rates.rate = rates.rate;
