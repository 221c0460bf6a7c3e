-- How much a currency moved against the euro lately: the standard deviation of its daily moves over the last 7 and 30
-- validated rates, in percent a day.
-- Grain: one row per (rate_date, currency) with at least five moves.
create table silver.rate_volatility as
with

logarithms as (
    select rate_date, currency, 100 * ln(rate_per_eur) as log_rate from silver.validated_rates
),

moves as (
    select
        rate_date,
        currency,
        log_rate - lag(log_rate) over (partition by currency order by rate_date) as move_pct
    from logarithms
),

volatility as (
    select
        rate_date,
        currency,
        count(move_pct) over a_month as moves,
        stddev_samp(move_pct) over a_week as volatility_7_pct,
        stddev_samp(move_pct) over a_month as volatility_30_pct
    from moves
    window
        a_week as (partition by currency order by rate_date rows between 6 preceding and current row),
        a_month as (partition by currency order by rate_date rows between 29 preceding and current row)
)

select * from volatility where moves >= 5;
