-- A currency has one verdict a market day, of a known kind, and a deviation exactly when there is someone to deviate from.
-- Severity: invariant
select rate_date, currency, count(*) as rows, any_value(verdict) as verdict
from silver.consensus
group by rate_date, currency
having
    count(*) > 1
    or not bool_and(verdict in ('consensus', 'warning', 'conflict', 'unwitnessed'))
    or not bool_and((witness_count > 1) = (deviation_pct is not null))
    or not bool_and((verdict = 'unwitnessed') = (witness_count = 1));
