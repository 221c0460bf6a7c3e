-- Temporary.
-- Grain: temporary.
create view silver.aligned as
select observations.* exclude (is_restated, role), observations.rate_date as observed_on, 0 as age_days, 0 as trading_days_apart,
    coalesce(decided_rates.verdict = 'accept', false) as is_admitted
from silver.observations
inner join silver.dim_currencies on observations.currency = dim_currencies.currency
left join silver.decided_rates
    on observations.rate_date = decided_rates.rate_date and observations.source = decided_rates.source
        and observations.witness = decided_rates.witness and observations.currency = decided_rates.currency
where observations.role = 'observation' and decided_rates.verdict is distinct from 'reject'
    and observations.rate_per_eur is not null and isodow(observations.rate_date) <= 5
    and (dim_currencies.euro_day is null or observations.rate_date < dim_currencies.euro_day);
