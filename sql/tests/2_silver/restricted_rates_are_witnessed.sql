-- Of a currency with official and parallel rates none is published that is unwitnessed, unless a person accepted it, nor
-- any as plain consensus.
-- Finding: a restricted rate stands on one source's word
-- Severity: invariant
select rate_date, currency, validation_status
from silver.validated_rates
anti join silver.unwitnessed_rates as accepted
    on
        validated_rates.rate_date = accepted.rate_date
        and validated_rates.currency = accepted.currency
        and accepted.overruled is not null
where rate_regime = 'official' and validation_status in ('consensus', 'unwitnessed');
