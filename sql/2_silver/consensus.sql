-- Whether the witnesses of a market day agree.
-- Grain: one row per (rate_date, currency).
-- The publisher is the first by precedence that has an observation of that very day; deviations are from its rate.
-- The tolerance grows with the square root of the trading days between the witnesses, as a price's spread does
-- (Bachelier 1900): an older witness of a moving market is further off without being wrong.
create table silver.consensus as
with

compared as (
    select
        rate_date,
        currency,
        source,
        witness,
        answer,
        rate_per_eur,
        trading_days_apart,
        row_number() over by_precedence as precedence,
        first_value(rate_per_eur) over by_precedence as publisher_rate_per_eur
    from silver.aligned
    window
        by_precedence as (
            partition by rate_date, currency
            order by age_days > 0, case witness when 'ECB' then 1 else 2 end, witness
        )
),

-- A deviation is a statistic: rounded once, then compared as a decimal.
by_currency as (
    select
        rate_date,
        currency,
        min_by(source, precedence) as publisher_source,
        min_by(witness, precedence) as publisher,
        count(*) as witness_count,
        list(witness order by witness) as witnesses,
        list(distinct answer order by answer) as answers,
        max(trading_days_apart) as trading_days_apart,
        if(
            count(*) > 1,
            max(cast(round(100 * abs(rate_per_eur - publisher_rate_per_eur) / publisher_rate_per_eur, 6) as decimal(38, 6))),
            null
        ) as deviation_pct
    from compared
    group by rate_date, currency
),

with_tolerance as (
    select
        by_currency.*,
        cast(round(settings.warning_pct * sqrt(1 + trading_days_apart), 4) as decimal(9, 4)) as warning_pct,
        cast(round(settings.critical_pct * sqrt(1 + trading_days_apart), 4) as decimal(9, 4)) as critical_pct
    from by_currency
    cross join bronze.settings
),

-- Agreement has to be shown: what can't be compared is a conflict.
judged as (
    select
        with_tolerance.*,
        case
            when witness_count = 1 then 'unwitnessed'
            when deviation_pct <= warning_pct then 'consensus'
            when deviation_pct <= critical_pct then 'warning'
            else 'conflict'
        end as verdict
    from with_tolerance
)

select * from judged;
