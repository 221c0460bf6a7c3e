-- Who witnesses a market day: each source's observation of that very day, where it can be compared with others.
-- Grain: one row per (rate_date, currency, witness), as silver.observations. What a person rejected is no witness;
-- `is_admitted`: a person accepted that very rate.
-- A currency that the euro replaced has its fixed rate from then on: what a feed goes on to send is no rate. Nor is one of a
-- Saturday or Sunday, when there is no market.
create view silver.witnesses as
with

own_day as (
    select
        observations.* exclude (is_restated, role),
        coalesce(decided_rates.verdict = 'accept', false) as is_admitted
    from silver.observations
    inner join silver.dim_currencies on observations.currency = dim_currencies.currency
    left join silver.decided_rates
        on
            observations.rate_date = decided_rates.rate_date
            and observations.source = decided_rates.source
            and observations.witness = decided_rates.witness
            and observations.currency = decided_rates.currency
    where
        observations.role = 'observation'
        and decided_rates.verdict is distinct from 'reject'
        and observations.rate_per_eur is not null
        and isodow(observations.rate_date) <= 5
        and (dim_currencies.euro_day is null or observations.rate_date < dim_currencies.euro_day)
)

select * from own_day;
