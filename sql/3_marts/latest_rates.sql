-- The newest validated rate of each currency, and what state it is in.
-- Grain: one row per currency.
-- `ended`: the currency was withdrawn by the last request, or a source that had it within the 30 days before anybody last
-- did went on without it for more than 30 days. By what was observed, whether or not it was validated: a currency that is
-- withheld goes stale, and somebody should look.
-- `stale`: of more than five TARGET days before what silver knows (gold asks the calendar anew whenever it is synced), or
-- overtaken: all that is known of a newer day is withheld, and some of it is more than 2 % away. Either the market has moved or
-- that is wrong (where one of several was as far and another one near, it had moved in three of five cases); whoever converts
-- by the older rate must not take it for today's. What is wrong for certain does not count: who is blamed or rejected, and the
-- rates of an answer that is wrong by itself, an earlier day's or off its pegs. Of one that others contradict counts what is
-- left beyond that which all its rates are off.
create table silver.latest_rates as
with

newest as (
    select *
    from silver.validated_rates
    qualify row_number() over (partition by currency order by rate_date desc) = 1
),

-- A rate that can't be used is withheld too: its source has not stopped.
sent as (
    select source, witness, if(quote_currency = 'EUR', base_currency, quote_currency) as currency, rate_date
    from silver.observations
    union all
    select source, witness, if(quote_currency = 'EUR', base_currency, quote_currency), rate_date
    from silver.unusable_rates
),

sent_last as (
    select source, witness, currency, max(rate_date) as last_sent
    from sent
    group by source, witness, currency
),

with_last_days as (
    select
        source,
        witness,
        currency,
        last_sent,
        max(last_sent) over (partition by source, witness) as last_day,
        max(last_sent) over (partition by currency) as last_sent_by_any
    from sent_last
),

given_up as (
    select distinct currency
    from with_last_days
    where last_sent >= last_sent_by_any - 30 and last_day > last_sent_by_any + 30
),

-- The last TARGET day on which a rate may still be converted with, were it of this day.
validity as (
    select day, lead(day, 5) over (order by day) as last_day from bronze.calendar where is_ecb_day
),

-- A rate of a TARGET holiday is as old as one of the TARGET day before it.
last_days as (
    select newest.currency, max_by(validity.last_day, validity.day) as last_day
    from newest
    inner join validity on newest.rate_date >= validity.day
    group by newest.currency
),

withheld as (
    select
        rate_date,
        source,
        witness,
        stamp,
        if(quote_currency = 'EUR', base_currency, quote_currency) as currency,
        bool_or(layer = 'answer') as is_of_contradicted_answer
    from silver.quarantine
    group by all
    having
        bool_and(
            (layer in ('consensus', 'statistical') and rule <> 'blamed')
            or rule in ('common_deviation', 'pivot_deviation')
        )
),

withheld_since as (
    select
        withheld.* exclude (stamp),
        observations.rate_per_eur / newest.rate_per_eur as times
    from newest
    inner join withheld on newest.currency = withheld.currency and newest.rate_date < withheld.rate_date
    inner join silver.observations
        on
            withheld.source = observations.source
            and withheld.witness = observations.witness
            and withheld.stamp = observations.stamp
            and withheld.currency = observations.currency
),

-- What all rates of such an answer are off, by its wrong euro or another one's.
common as (
    select
        observations.rate_date,
        observations.source,
        observations.witness,
        median(observations.rate_per_eur / newest.rate_per_eur) as times
    from silver.observations
    inner join newest on observations.currency = newest.currency
    semi join (select * from withheld_since where is_of_contradicted_answer) as contradicted
        on
            observations.rate_date = contradicted.rate_date
            and observations.source = contradicted.source
            and observations.witness = contradicted.witness
    where observations.role = 'observation'
    group by observations.rate_date, observations.source, observations.witness
),

apart as (
    select
        withheld_since.currency,
        withheld_since.rate_date,
        max(
            abs(withheld_since.times / if(withheld_since.is_of_contradicted_answer, coalesce(common.times, 1), 1) - 1)
        ) as furthest
    from withheld_since
    left join common
        on
            withheld_since.rate_date = common.rate_date
            and withheld_since.source = common.source
            and withheld_since.witness = common.witness
    group by withheld_since.currency, withheld_since.rate_date
),

overtaken as (
    select currency from apart group by currency having max_by(furthest, rate_date) > 0.02
),

with_state as (
    select
        newest.*,
        case
            when dim_currencies.until < cast(settings.known_until as date) then 'ended'
            when given_up.currency is not null then 'ended'
            when last_days.last_day < cast(settings.known_until as date) then 'stale'
            when overtaken.currency is not null then 'stale'
            else 'current'
        end as status
    from newest
    inner join silver.dim_currencies on newest.currency = dim_currencies.currency
    left join given_up on newest.currency = given_up.currency
    left join last_days on newest.currency = last_days.currency
    left join overtaken on newest.currency = overtaken.currency
    cross join bronze.settings
)

select * from with_state;
