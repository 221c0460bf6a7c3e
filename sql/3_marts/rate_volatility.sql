-- How much a currency moved against the euro lately: the standard deviation of its daily moves over the last 7 and 30
-- validated rates, in percent a day. A daily move is one of two market days in a row, by the ECB's calendar or by Mondays
-- to Fridays: one over a gap is none.
-- Grain: one row per (rate_date, currency) with at least five moves.
create table silver.rate_volatility as
with

logarithms as (
    select rate_date, currency, 100 * ln(rate_per_eur) as log_rate from silver.validated_rates
),

with_days as (
    select
        logarithms.*,
        calendar.ecb_day_before,
        calendar.trading_day_number,
        lag(rate_date) over rates as rate_date_before,
        lag(trading_day_number) over rates as trading_day_number_before,
        lag(log_rate) over rates as log_rate_before
    from logarithms
    inner join bronze.calendar on logarithms.rate_date = calendar.day
    window rates as (partition by currency order by rate_date)
),

moves as (
    select
        rate_date,
        currency,
        if(
            rate_date_before = ecb_day_before or trading_day_number_before = trading_day_number - 1,
            log_rate - log_rate_before,
            null
        ) as move_pct
    from with_days
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
