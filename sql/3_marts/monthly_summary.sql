-- How a currency stood against the euro in a month, from validated rates.
-- Grain: one row per (month, currency).
create table silver.monthly_summary as
with

summary as (
    select
        date_trunc('month', rate_date) as month,
        currency,
        count(*) as days,
        min_by(rate_per_eur, rate_date) as first_rate_per_eur,
        max_by(rate_per_eur, rate_date) as last_rate_per_eur,
        min(rate_per_eur) as lowest_rate_per_eur,
        max(rate_per_eur) as highest_rate_per_eur,
        avg(rate_per_eur) as mean_rate_per_eur,
        count(*) filter (where validation_status = 'warning') as warnings,
        count(*) filter (where validation_status = 'unwitnessed') as unwitnessed
    from silver.validated_rates
    group by all
)

select * from summary;
