-- A currency has one verdict a market day, of a known kind; a publisher unless it is in conflict; and never one that is
-- blamed itself.
-- Finding: a verdict is missing or double
-- Severity: invariant
select rate_date, currency, count(*) as rows, any_value(verdict) as verdict
from silver.consensus
group by rate_date, currency
having
    count(*) > 1
    or not bool_and(verdict in ('consensus', 'warning', 'resolved', 'conflict', 'unwitnessed'))
    or not bool_and(witness_count > 1 or verdict = 'unwitnessed')
    or not bool_and(verdict <> 'unwitnessed' or witness_count = 1 or trading_days_apart > 0)
    or not bool_and((verdict = 'conflict') = (publisher is null))
    or not bool_and(verdict <> 'resolved' or len(suspects) > 0)
    or not bool_and(coalesce(not list_contains(suspects, publisher), true));
