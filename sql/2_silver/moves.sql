-- How far each witness's rate moved since its own last one, and how far it usually moves: in percent, as logarithms, so
-- that up and down are alike.
-- Grain: one row per (rate_date, source, witness, currency). The currency EUR stands for the euro itself: its move is
-- the one that all currencies of the witness have in common.
-- A move starts at the last observed rate, published or not: after the real break of a peg the last published one would
-- lock every later rate out. Only the past is used: a verdict is the same whenever it is computed.
create table silver.moves as
with

observed as (
    select
        observations.rate_date,
        observations.source,
        observations.witness,
        observations.currency,
        observations.digits,
        dim_currencies.bloc,
        dim_currencies.rate_regime,
        calendar.trading_day_number,
        100 * ln(observations.rate_per_eur) as log_rate
    from silver.observations
    inner join silver.dim_currencies on observations.currency = dim_currencies.currency
    inner join bronze.calendar on observations.rate_date = calendar.day
    where
        observations.role = 'observation'
        and observations.rate_per_eur is not null
        and isodow(observations.rate_date) <= 5
),

steps as (
    select
        observed.* exclude (trading_day_number, log_rate),
        lag(rate_date) over own as previous_date,
        log_rate - lag(log_rate) over own as move_pct,
        trading_day_number - lag(trading_day_number) over own as trading_days,
        coalesce(digits = lag(digits) over own, false) as is_repeat
    from observed
    window own as (partition by source, witness, currency order by rate_date)
),

-- A day on which most currencies of a market have the digits of the day before: such an answer must not teach that
-- repeating is usual, or a feed that begins by repeating itself would be taken for one of pegs.
still as (
    select rate_date, source, witness
    from steps
    where rate_regime = 'market' and previous_date is not null
    group by rate_date, source, witness
    having count(*) >= 5 and avg(cast(is_repeat as integer)) >= 0.6
),

-- A redenomination is a jump that is expected on its day.
expected as (
    select
        steps.* exclude (rate_regime) replace (move_pct + coalesce(100 * ln(redenominations.factor), 0) as move_pct),
        still.rate_date is not null as is_still
    from steps
    left join still
        on steps.rate_date = still.rate_date and steps.source = still.source and steps.witness = still.witness
    left join bronze.redenominations
        on
            steps.currency = redenominations.currency
            and redenominations.day > steps.previous_date
            and redenominations.day <= steps.rate_date
),

-- What all currencies have in common is the euro's move: of at least ten currencies of three regions, or it would be
-- some region's.
common as (
    select
        rate_date,
        source,
        witness,
        median(move_pct) as common_pct,
        max(previous_date) as previous_date,
        max(trading_days) as trading_days
    from expected
    where move_pct is not null
    group by rate_date, source, witness
    having count(*) >= 10 and count(distinct bloc) >= 3
),

-- Of the last 250 moves (a year) each currency's share of the common one; not above 1.5, nor below none at all.
shares as (
    select
        expected.* exclude (bloc),
        coalesce(common.common_pct, 0) as common_pct,
        least(1.5, greatest(0, coalesce(
            sum(least(3, greatest(-3, expected.move_pct)) * common.common_pct) over a_year
            / (0.5 + sum(common.common_pct ** 2) over a_year),
            0
        ))) as share
    from expected
    left join common
        on
            expected.rate_date = common.rate_date
            and expected.source = common.source
            and expected.witness = common.witness
    window a_year as (
        partition by expected.source, expected.witness, expected.currency
        order by expected.rate_date
        rows between 250 preceding and 1 preceding
    )
),

residuals as (
    select shares.* exclude (common_pct, share), move_pct - share * common_pct as residual_pct from shares
    union all by name
    select
        common.* exclude (common_pct),
        'EUR' as currency,
        common_pct as move_pct,
        common_pct as residual_pct,
        false as is_repeat,
        false as is_still
    from common
),

-- The larger of what was usual in a year and in a month: a market that has become restless is so at once.
usual as (
    select
        residuals.* exclude (is_repeat, is_still),
        is_repeat,
        case
            when count(residual_pct) over a_year >= 20
                then
                    greatest(
                        0.1,
                        median(abs(residual_pct) / sqrt(trading_days)) over a_year,
                        median(abs(residual_pct) / sqrt(trading_days)) over a_month
                    ) / 0.6745
        end as usual_pct,
        coalesce(avg(if(is_still, null, cast(is_repeat as integer))) over a_year, 0) as usual_repeats
    from residuals
    window
        a_year as (
            partition by source, witness, currency order by rate_date rows between 250 preceding and 1 preceding
        ),
        a_month as (
            partition by source, witness, currency order by rate_date rows between 20 preceding and 1 preceding
        )
)

select * from usual;
