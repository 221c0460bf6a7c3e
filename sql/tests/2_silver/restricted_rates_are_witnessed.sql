-- Of a currency with official and parallel rates none is published that is unwitnessed, nor any as plain consensus.
-- Severity: invariant
select rate_date, currency, validation_status
from silver.validated_rates
where rate_regime = 'official' and validation_status in ('consensus', 'unwitnessed');
