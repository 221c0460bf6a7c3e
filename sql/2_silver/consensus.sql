-- Whether the witnesses of a market day agree, and whose rate stands.
-- Grain: one row per (rate_date, currency) that a trusted witness of the day itself speaks of. Key: these.
-- The publisher is the first by precedence whose rate is accepted: the ECB by its own digits, then the market feed, then
-- the panel of central banks. Of three or more witnesses at least two must be accepted, or one by a person.
--   consensus    two or more agree
--   warning      they agree, but are further apart than usual
--   resolved     they contradict each other, and another witness than the publisher is blamed
--   conflict     they contradict each other, and it is not clear enough who is wrong: nobody's rate stands
--   unwitnessed  there is only one of the day, and none of an earlier day agrees: that one did not know this day
create table silver.consensus as
with

candidates as (
    select
        trusted.rate_date,
        trusted.currency,
        trusted.source,
        trusted.witness,
        trusted.answer,
        trusted.rate_per_eur,
        trusted.age_days,
        deviations.* exclude (rate_date, currency, source, witness, age_days, is_accepted, is_blamed, is_timing, is_admitted),
        coalesce(deviations.is_accepted, true) as is_accepted,
        coalesce(deviations.is_blamed, false) as is_blamed,
        coalesce(deviations.is_timing, false) as is_timing,
        coalesce(deviations.is_admitted, false) as is_admitted,
        row_number() over (
            partition by trusted.rate_date, trusted.currency
            order by
                trusted.age_days > 0, case trusted.endpoint when 'v1' then 1 when 'v2' then 3 else 2 end, trusted.witness
        ) as precedence
    from silver.trusted_witnesses as trusted
    left join silver.deviations
        on
            trusted.rate_date = deviations.rate_date
            and trusted.currency = deviations.currency
            and trusted.source = deviations.source
            and trusted.witness = deviations.witness
    where trusted.age_days = 0 or deviations.witness is not null
),

by_currency as (
    select
        rate_date,
        currency,
        count(*) as witness_count,
        list(witness order by witness) as witnesses,
        list(distinct answer order by answer) as answers,
        median(rate_per_eur) as median_rate_per_eur,
        any_value(mad_pct) as mad_pct,
        max(trading_days_apart) as trading_days_apart,
        count(*) filter (where is_accepted) as accepted_count,
        count(*) > 1 and count(*) filter (where age_days = 0) = 1 and not bool_or(is_accepted and age_days = 0)
            as is_left_alone,
        min(precedence) filter (where is_accepted and age_days = 0) as publisher_precedence,
        min(precedence) filter (where is_blamed) as blamed_precedence,
        bool_or(is_admitted) as has_admitted,
        coalesce(list(witness order by witness) filter (where is_blamed), []) as suspects,
        coalesce(list(witness order by witness) filter (where is_timing), []) as later_witnesses
    from candidates
    group by rate_date, currency
),

with_publisher as (
    select
        by_currency.* exclude (publisher_precedence, accepted_count, suspects, later_witnesses),
        if(is_left_alone, [], suspects) as suspects,
        if(is_left_alone, [], later_witnesses) as later_witnesses,
        case
            when is_left_alone then 1
            when witness_count < 3 or accepted_count >= 2 or has_admitted then publisher_precedence
        end as publisher_precedence
    from by_currency
),

-- The largest deviation of a witness that is not blamed; in a conflict of all, from the first by precedence. It is a
-- statistic: rounded once, then kept as a decimal.
deviating as (
    select
        with_publisher.*,
        if(publisher_precedence is null, null, publishers.source) as publisher_source,
        if(publisher_precedence is null, null, publishers.witness) as publisher,
        publishers.warning_pct,
        publishers.critical_pct,
        publishers.excess_pct + publishers.half_units_pct > publishers.warning_pct as is_beyond_warning,
        cast(round((
            select max(100 * abs(others.rate_per_eur - publishers.rate_per_eur) / publishers.rate_per_eur)
            from candidates as others
            where
                others.rate_date = with_publisher.rate_date
                and others.currency = with_publisher.currency
                and others.precedence <> publishers.precedence
                and (not others.is_blamed or with_publisher.publisher_precedence is null)
        ), 6) as decimal(38, 6)) as deviation_pct
    from with_publisher
    left join candidates as publishers
        on
            with_publisher.rate_date = publishers.rate_date
            and with_publisher.currency = publishers.currency
            and coalesce(with_publisher.publisher_precedence, 1) = publishers.precedence
),

judged as (
    select
        deviating.* exclude (publisher_precedence, blamed_precedence, has_admitted, is_beyond_warning, is_left_alone)
        replace (if(is_left_alone, null, deviation_pct) as deviation_pct),
        case
            when witness_count = 1 or is_left_alone then 'unwitnessed'
            when publisher is null then 'conflict'
            when len(suspects) > 0 and (witness_count = 2 or has_admitted or blamed_precedence < publisher_precedence) then 'resolved'
            when is_beyond_warning or deviation_pct is null then 'warning'
            else 'consensus'
        end as verdict
    from deviating
)

select * from judged;
