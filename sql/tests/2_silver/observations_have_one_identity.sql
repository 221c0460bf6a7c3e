-- An observation is identified by source, witness, stamp and currency.
-- Finding: an observation has two values
-- Severity: invariant
select source, witness, stamp, currency, count(*) as rows
from silver.observations
group by source, witness, stamp, currency
having count(*) > 1;
