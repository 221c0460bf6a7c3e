-- Every pair that can be published, with the rates that it is made of; the division is done in decimal, outside of
-- SQL. Both legs are of one market day and one witness: the publisher of one of the two currencies that is good for the
-- other, the first by precedence. Where none is, there is no pair: one is never made of two witnesses' legs.
-- Grain: one row per (rate_date, base_currency, quote_currency); the other way round a pair has the same legs.
--   published     the witness's own pair                      rate = quote_leg
--   inverted      the witness's own pair, the other way round rate = 1 / base_leg
--   triangulated  through the witness's own base              rate = quote_leg / base_leg
create view silver.pair_legs as
with

-- The pair that was validated: of the publisher's base and the currency.
validated as (
    select * from silver.sound_legs where is_own_pair
),

-- The pair of a base whose rate against the euro the witness publishes, and a currency that another one does in another
-- base: a dollar that is its own, and a yen that is not. It stands on both.
of_published_base as (
    select
        legs.*,
        of_base.validation_status as other_validation_status,
        of_base.rate_regime as other_rate_regime,
        of_base.witnesses as other_witnesses,
        of_base.agreeing as other_agreeing,
        of_base.answers as other_answers,
        of_base.significant_digits as other_significant_digits,
        of_base.published_at as other_published_at,
        of_base.fetched_at as other_fetched_at,
        of_base.reference as other_reference,
        of_base.deviation_pct as other_deviation_pct,
        of_base.warning_pct as other_warning_pct
    from silver.sound_legs as legs
    inner join silver.sound_legs as of_base
        on
            legs.rate_date = of_base.rate_date
            and legs.source = of_base.source
            and legs.witness = of_base.witness
            and legs.pivot_currency = of_base.pivot_currency
    where
        not legs.is_publisher
        and not legs.is_pair_of_another
        and of_base.is_publisher
        and of_base.leg_currency = 'EUR'
),

own as (
    select * from validated
    union all by name
    select * from of_published_base
),

-- One read of them for both ways: a second reference would keep whole rows, also where only the keys are asked for.
both_ways as (
    select
        own.*,
        if(ways.is_inverted, 'inverted', 'published') as derivation,
        if(ways.is_inverted, leg_currency, pivot_currency) as base_currency,
        if(ways.is_inverted, pivot_currency, leg_currency) as quote_currency,
        if(ways.is_inverted, null, rate) as quote_leg,
        if(ways.is_inverted, rate, null) as base_leg
    from own
    cross join (values (false), (true)) as ways (is_inverted)
),

-- The euro has no rate of its own: a witness that publishes its base's rate against it does not publish the euro.
triangulated as (
    select
        quotes.*,
        bases.validation_status as other_validation_status,
        bases.rate_regime as other_rate_regime,
        bases.witnesses as other_witnesses,
        bases.agreeing as other_agreeing,
        bases.answers as other_answers,
        bases.significant_digits as other_significant_digits,
        bases.published_at as other_published_at,
        bases.fetched_at as other_fetched_at,
        bases.reference as other_reference,
        bases.deviation_pct as other_deviation_pct,
        bases.warning_pct as other_warning_pct,
        'triangulated' as derivation,
        bases.leg_currency as base_currency,
        quotes.leg_currency as quote_currency,
        quotes.rate as quote_leg,
        bases.rate as base_leg
    from silver.sound_legs as quotes
    inner join silver.sound_legs as bases
        on
            quotes.rate_date = bases.rate_date
            and quotes.source = bases.source
            and quotes.witness = bases.witness
            and quotes.pivot_currency = bases.pivot_currency
            and quotes.leg_currency <> bases.leg_currency
    where
        (quotes.is_publisher and quotes.leg_currency <> 'EUR')
        or (bases.is_publisher and bases.leg_currency <> 'EUR')
),

candidates as (
    select * from both_ways
    union all by name
    select * from triangulated
),

-- Two legs that are off to opposite sides make a cross that is off by both: its deviation is the legs' difference, where
-- they were compared with the same witnesses, else at most their sum.
with_deviation as (
    select
        candidates.*,
        if(
            reference = other_reference,
            abs(deviation_pct - other_deviation_pct),
            coalesce(abs(deviation_pct) + abs(other_deviation_pct), abs(deviation_pct), abs(other_deviation_pct))
        ) as deviation_of_both_pct
    from candidates
),

pairs as (
    select
        rate_date,
        base_currency,
        quote_currency,
        derivation,
        quote_leg,
        base_leg,
        pivot_currency,
        witness as publisher,
        case
            when other_validation_status is null then validation_status
            when 'unwitnessed' in (validation_status, other_validation_status) then 'unwitnessed'
            -- Each leg has its own second witness, and the pair none: nobody but the publisher stands for both.
            when
                'resolved' not in (validation_status, other_validation_status)
                and agreeing <> other_agreeing
                and len(list_intersect(agreeing, other_agreeing)) < 2
                then 'unwitnessed'
            when
                'warning' in (validation_status, other_validation_status)
                or deviation_of_both_pct > greatest(warning_pct, other_warning_pct)
                then 'warning'
            when 'resolved' in (validation_status, other_validation_status) then 'resolved'
            else validation_status
        end as validation_status,
        -- Not `least(…, 1000)`: of a deviation that is not known that is 1000.
        if(
            other_validation_status is null,
            published_deviation_pct,
            cast(
                round(100 * (exp(if(deviation_of_both_pct > 1000, 1000, deviation_of_both_pct) / 100) - 1), 6)
                as decimal(18, 6)
            )
        ) as deviation_pct,
        -- Equal lists, which nearly all are, cost nothing.
        case
            when other_validation_status is null or witnesses = other_witnesses then witnesses
            else list_sort(list_intersect(witnesses, other_witnesses))
        end as witnesses,
        case
            when other_validation_status is null or answers = other_answers then answers
            else list_sort(list_distinct(list_concat(answers, other_answers)))
        end as answers,
        greatest(published_at, other_published_at) as published_at,
        greatest(fetched_at, other_fetched_at) as fetched_at,
        -- Of a pair that stands on both and is the witness's own the digits are one leg's.
        if(derivation = 'triangulated', least(significant_digits, other_significant_digits), significant_digits)
            as significant_digits,
        -- Whoever asks whether the rate can be traded at asks for both currencies.
        case
            when 'official' in (rate_regime, other_rate_regime) then 'official'
            when 'unknown' in (rate_regime, other_rate_regime) then 'unknown'
            when 'pegged' in (rate_regime, other_rate_regime) then 'pegged'
            else rate_regime
        end as rate_regime
    from with_deviation
)

select * from pairs;
