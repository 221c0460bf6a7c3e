-- Every month, volatility and conversion comes from a validated rate; a month has one row a currency.
-- Finding: a mart tells of a rate that is not validated
-- Severity: invariant
with

orphans as (
    select monthly_summary.month as day, monthly_summary.currency, 'monthly_summary' as mart
    from silver.monthly_summary
    anti join silver.validated_rates
        on
            monthly_summary.currency = validated_rates.currency
            and monthly_summary.month = date_trunc('month', validated_rates.rate_date)
    union all
    select rate_volatility.rate_date, rate_volatility.currency, 'rate_volatility'
    from silver.rate_volatility
    anti join silver.validated_rates
        on
            rate_volatility.currency = validated_rates.currency
            and rate_volatility.rate_date = validated_rates.rate_date
),

repeated as (
    select month as day, currency, 'monthly_summary' as mart
    from silver.monthly_summary
    group by month, currency
    having count(*) > 1
)

select * from orphans
union all
select * from repeated;
