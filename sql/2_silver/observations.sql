-- What each witness says of each currency: the value that its newest answer carries.
-- Grain: one row per (source, witness, stamp, currency), the identity of an observation.
-- `rate_date` is the market day that it describes. Of a bank of the panel that is its own date less its lag, which its own past
-- tells (silver.bank_lags); until that is known its role is `undated`, and it witnesses nothing.
-- `half_unit_pct` is half a unit of the last decimal place, in percent of the rate: of the place that the source rounds to by
-- its size, or of the one that it usually writes.
-- `currency` is the one that is judged against the euro: a rate for the euro itself speaks of its base.
-- What many rows repeat is kept as an enumeration: the 64 characters of an answer's hash would be most of the memory of a
-- build, and to write codes and names as text takes as long as to find the rows. Each has its values in alphabetical order,
-- and at least one, also where no answer could be read.
-- Most rates come once, in the order of their days: these are only passed on, and whatever needs all rows at once looks at
-- few columns, and gives the few rows that it is about.
create type silver.answer_sha256 as enum (select sha256 from bronze.answers union select '' order by sha256);

create type silver.word as enum (
    select distinct unnest([witness, base_currency, quote_currency]) as word from bronze.rates where fault = ''
    union
    select unnest([source, endpoint]) from bronze.answers
    union
    values (''), ('observation'), ('weekend_repeat'), ('no_mid'), ('undated'), ('EUR'), ('median')
    order by word
);

create table silver.observations as
with

-- Where v1 has the ECB's own digits, the panel's row of the ECB is only a rounded copy of them.
ecb_days as (
    select distinct rates.stamp
    from bronze.rates
    inner join bronze.answers on rates.answer_id = answers.answer_id
    where answers.endpoint = 'v1'
),

-- What holds until today has an end too, one that no day comes after: where one of the conditions is no plain comparison of two
-- columns, DuckDB compares each rate with each lag.
lags as (
    select witness, since, coalesce(until, date 'infinity') as until, market_days from silver.bank_lags
),

-- The hash of an answer becomes a number once, and not with each of its rates.
answers as (
    select
        answer_id,
        cast(source as silver.word) as source,
        cast(endpoint as silver.word) as endpoint,
        endpoint in ('v2', 'bank') as is_of_panel,
        first_fetched_at,
        last_fetched_at,
        cast(sha256 as silver.answer_sha256) as sha256
    from bronze.answers
),

source as not materialized (
    select
        rates.answer_id,
        rates.position,
        answers.source,
        answers.endpoint,
        answers.is_of_panel,
        cast(rates.witness as silver.word) as witness,
        answers.sha256,
        answers.first_fetched_at,
        answers.last_fetched_at,
        rates.stamp,
        case
            when not answers.is_of_panel or rates.witness = 'ECB' or lags.market_days is null then rates.rate_date
            when lags.market_days = 0 then rates.stamp
            when lags.market_days = 1 then calendar.ecb_day_before
            else calendar.ecb_day_before_that
        end as rate_date,
        answers.is_of_panel and rates.witness <> 'ECB' and lags.market_days is null as is_undated,
        rates.published_at,
        cast(rates.base_currency as silver.word) as base_currency,
        cast(rates.quote_currency as silver.word) as quote_currency,
        cast(if(rates.quote_currency = 'EUR', rates.base_currency, rates.quote_currency) as silver.word) as currency,
        rates.digits,
        rates.rate,
        rates.rate_per_eur,
        rates.significant_digits,
        rates.decimal_places,
        rates.half_unit_pct,
        rates.is_carried
    from bronze.rates
    inner join answers on rates.answer_id = answers.answer_id
    left join bronze.calendar on rates.stamp = calendar.day
    left join lags on rates.witness = lags.witness and rates.stamp >= lags.since and rates.stamp <= lags.until
    where
        rates.fault = ''
        and rates.quote_currency <> rates.base_currency
        and not (answers.is_of_panel and rates.witness = 'ECB' and rates.stamp in (select stamp from ecb_days))
),

given_again as (
    select source, witness, stamp, currency, count(rate_per_eur) > 0 as is_tied_to_euro
    from source
    group by source, witness, stamp, currency
    having count(*) > 1
),

-- Truth is the receipts in order: an answer A, then B, then A again ends in A. What was carried forward to a later
-- day counts only where no answer has the witness's own day, and restates nothing. So does what the panel repeats
-- without the euro of its day: of a rate that its bank did not renew it says the old date again, beside a newer euro.
beside_newest as (
    select
        answer_id,
        position,
        source.source,
        source.witness,
        source.stamp,
        source.currency,
        source.is_carried or (source.is_of_panel and rate_per_eur is null and is_tied_to_euro) as is_carried_forward,
        first_fetched_at,
        last_fetched_at,
        sha256,
        base_currency,
        rate,
        rate_per_eur,
        coalesce(half_unit_pct, 0) as half_unit_pct,
        first_value(rate) over newest_first as newest_rate,
        first_value(base_currency) over newest_first as newest_base_currency,
        first_value(cast(rate_per_eur as double)) over newest_first as newest_rate_per_eur,
        first_value(coalesce(half_unit_pct, 0)) over newest_first as newest_half_unit_pct
    from source
    inner join given_again
        on
            source.source = given_again.source
            and source.witness = given_again.witness
            and source.stamp = given_again.stamp
            and source.currency = given_again.currency
    window newest_first as (
        partition by source.source, source.witness, source.stamp, source.currency
        order by is_carried_forward, last_fetched_at desc, sha256 desc, position
    )
),

-- The panel's answer and a bank's own may round one and the same rate to other places, or give it in other bases: what their
-- half units explain is the newest value again.
with_sameness as (
    select
        *,
        (rate = newest_rate and base_currency = newest_base_currency)
        or coalesce(
            100 * abs(ln(cast(rate_per_eur as double) / newest_rate_per_eur)) <= half_unit_pct + newest_half_unit_pct,
            false
        ) as is_newest_value
    from beside_newest
),

-- Of the newest value the finest writing stands.
newest_first as (
    select
        answer_id,
        position,
        row_number() over (
            identity
            order by
                is_carried_forward,
                not is_newest_value,
                if(is_newest_value, half_unit_pct, 0),
                last_fetched_at desc,
                sha256 desc,
                position
        ) as newest,
        not bool_and(is_carried_forward or is_newest_value) over identity as is_restated,
        first_value(sha256) over same_value as answer,
        first_value(first_fetched_at) over same_value as fetched_at
    from with_sameness
    window
        identity as (partition by source, witness, stamp, currency),
        same_value as (partition by source, witness, stamp, currency, rate order by first_fetched_at, sha256)
),

observed as not materialized (
    select
        source.* exclude (sha256, first_fetched_at, last_fetched_at, is_carried),
        coalesce(newest_first.is_restated, false) as is_restated,
        coalesce(newest_first.answer, source.sha256) as answer,
        coalesce(newest_first.fetched_at, source.first_fetched_at) as fetched_at
    from source
    left join newest_first on source.answer_id = newest_first.answer_id and source.position = newest_first.position
    where coalesce(newest_first.newest, 1) = 1
),

-- A bank that begins to date its rates a day later gives one market day twice, once by its own date.
relearnt as (
    select cast(witness as silver.word) as witness from lags group by witness having count(*) > 1
),

-- Saturday's, Sunday's and Monday's stamps all describe Friday: the earliest is the observation.
first_stamps as (
    select source, witness, currency, rate_date, min(stamp) as stamp
    from observed
    where not is_undated and (stamp <> rate_date or witness in (select witness from relearnt))
    group by source, witness, currency, rate_date
),

-- A source that drops trailing zeros writes 1.1 for 1.1000: its usual decimals tell its precision. What is rounded by its size
-- needs no such look back.
with_usual as (
    select
        answer_id,
        position,
        decimal_places,
        max(decimal_places) over (
            partition by source, witness, currency order by stamp rows between 20 preceding and current row
        ) as usual_decimal_places
    from observed
    where half_unit_pct is null
),

shortened as (
    select answer_id, position, usual_decimal_places from with_usual where usual_decimal_places > decimal_places
),

-- What these banks say is no middle of a market and no official rate: it is kept, and compared with nothing.
no_mids as (
    select try_cast(key as silver.word) as witness
    from bronze.banks
    where not is_mid and try_cast(key as silver.word) is not null
),

with_precision as (
    select
        observed.* exclude (answer_id, position, decimal_places, half_unit_pct, is_undated, is_of_panel),
        cast(
            case
                when observed.is_of_panel and observed.witness in (select witness from no_mids) then 'no_mid'
                when observed.is_undated then 'undated'
                when observed.stamp > first_stamps.stamp then 'weekend_repeat'
                else 'observation'
            end as silver.word
        ) as role,
        coalesce(
            observed.half_unit_pct,
            50 * pow(10, -coalesce(shortened.usual_decimal_places, observed.decimal_places))
            / cast(observed.digits as double)
        ) as half_unit_pct
    from observed
    left join first_stamps
        on
            observed.source = first_stamps.source
            and observed.witness = first_stamps.witness
            and observed.currency = first_stamps.currency
            and observed.rate_date = first_stamps.rate_date
    left join shortened on observed.answer_id = shortened.answer_id and observed.position = shortened.position
)

select * from with_precision;
