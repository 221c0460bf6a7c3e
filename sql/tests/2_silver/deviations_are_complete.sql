-- A witness is judged once a market day and currency; a probability is one, and nobody is accepted and blamed.
-- Finding: a deviation lacks its evidence
-- Severity: invariant
select rate_date, currency, source, witness, count(*) as rows
from silver.deviations
group by rate_date, currency, source, witness
having
    count(*) > 1
    or not bool_and(fault_probability between 0 and 1)
    or not bool_and(spread_pct > 0 and excess_pct >= 0 and witness_count >= 2)
    or bool_or(is_accepted and is_blamed)
    or bool_or(is_blamed and is_timing);
