-- A validated rate is one a market day and currency, with everything that publishing it needs.
-- Finding: a validated rate is double or lacks something
-- Severity: invariant
select rate_date, currency, count(*) as rows
from silver.validated_rates
group by rate_date, currency
having
    count(*) > 1
    or not bool_and(rate > 0)
    or not bool_and(base_currency <> quote_currency)
    or not bool_and(publisher is not null and published_at is not null and fetched_at is not null)
    or not bool_and(validation_status in ('consensus', 'warning', 'resolved', 'unwitnessed'))
    or not bool_and(len(answers) > 0 and len(witnesses) = witness_count);
