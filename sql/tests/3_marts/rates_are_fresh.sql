-- The newest validated rate between the euro and the dollar is of the market day that is due by now: `due_days`, of those
-- sources that we ask.
-- Finding: there is no EUR/USD of the day that is due
-- Severity: critical
with

asked as (
    select source from bronze.answers
    union
    select source from bronze.receipts
),

due as (
    select max(due_days.rate_date) as rate_date from due_days semi join asked on due_days.source = asked.source
)

select
    'EUR/USD' as pair,
    coalesce('its newest validated rate is of ' || latest_rates.rate_date, 'it has no validated rate') || ',' as newest,
    due.rate_date || ' is due' as due
from due
left join silver.latest_rates on latest_rates.currency = 'USD'
where coalesce(latest_rates.rate_date < due.rate_date, true);
