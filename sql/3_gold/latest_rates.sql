-- The newest validated rate of each currency, and what state it is in.
-- Grain: one row per currency.
-- `ended`: the currency was withdrawn by the last request, or its publisher went on without it for more than 30 days.
create table silver.latest_rates as
with

newest as (
    select *
    from silver.validated_rates
    qualify row_number() over (partition by currency order by rate_date desc) = 1
),

publisher_days as (
    select publisher, max(rate_date) as last_rate_date
    from silver.validated_rates
    group by publisher
),

with_state as (
    select
        newest.*,
        case
            when dim_currencies.until < cast(settings.known_until as date) then 'ended'
            when publisher_days.last_rate_date > newest.rate_date + 30 then 'ended'
            else 'current'
        end as status
    from newest
    inner join publisher_days on newest.publisher = publisher_days.publisher
    inner join silver.dim_currencies on newest.currency = dim_currencies.currency
    cross join bronze.settings
)

select * from with_state;
