-- Whether the witnesses of a market day agree.
-- Grain: one row per (rate_date, currency).
-- The publisher is the first by precedence that has an observation of that very day: the ECB by its own digits, then
-- the market feed, then the panel of central banks. It is compared with the others that speak of the nearest day: with
-- the one that is furthest off, or with their median where there are at least three (of a panel some bank is always off,
-- by its hour or its rounding).
-- The tolerance grows with the square root of the trading days between the witnesses, as a price's spread does
-- (Bachelier 1900): an older witness of a moving market is further off without being wrong.
create table silver.consensus as
with

ranked as (
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
            order by age_days > 0, case endpoint when 'v1' then 1 when 'v2' then 3 else 2 end, witness
        )
),

compared as (
    select
        ranked.*,
        precedence > 1 as is_other,
        abs(rate_per_eur - publisher_rate_per_eur) as difference,
        min(if(precedence > 1, trading_days_apart, null)) over (partition by rate_date, currency) as others_apart
    from ranked
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
        coalesce(any_value(others_apart), 0) as trading_days_apart,
        any_value(publisher_rate_per_eur) as publisher_rate_per_eur,
        if(
            count(*) filter (where is_other and trading_days_apart = others_apart) >= 3,
            median(rate_per_eur) filter (where is_other and trading_days_apart = others_apart),
            max_by(rate_per_eur, difference) filter (where is_other and trading_days_apart = others_apart)
        ) as others_rate_per_eur
    from compared
    group by rate_date, currency
),

with_deviation as (
    select
        by_currency.* exclude (publisher_rate_per_eur, others_rate_per_eur),
        cast(
            round(100 * abs(others_rate_per_eur - publisher_rate_per_eur) / publisher_rate_per_eur, 6) as decimal(38, 6)
        ) as deviation_pct
    from by_currency
),

with_tolerance as (
    select
        with_deviation.*,
        cast(round(settings.warning_pct * sqrt(1 + trading_days_apart), 4) as decimal(9, 4)) as warning_pct,
        cast(round(settings.critical_pct * sqrt(1 + trading_days_apart), 4) as decimal(9, 4)) as critical_pct
    from with_deviation
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
