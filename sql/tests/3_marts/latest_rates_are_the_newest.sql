-- Every currency that ever had a validated rate has a latest one, and nothing newer is validated.
-- Finding: a latest rate is not the newest one
-- Severity: invariant
select newest.currency, newest.rate_date as newest_day, latest_rates.rate_date as latest_day
from (
    select currency, max(rate_date) as rate_date
    from silver.validated_rates
    group by currency
) as newest
full join silver.latest_rates on newest.currency = latest_rates.currency
where newest.rate_date is distinct from latest_rates.rate_date;
