-- Every pair that can be published, with the rates that it is made of; the division is done in decimal, outside of
-- SQL. Both legs are of one market day and one publisher.
-- Grain: one row per (rate_date, base_currency, quote_currency).
--   published     the publisher's own pair                      rate = quote_leg
--   inverted      the publisher's own pair, the other way round rate = 1 / base_leg
--   triangulated  through the publisher's own base              rate = quote_leg / base_leg
create view silver.pair_legs as
with

-- A leg's currency must be validated that day, and its witness accepted: one that agreed is good for it even where
-- another one is the publisher, one that is blamed is not.
legs as (
    select
        aligned.rate_date,
        aligned.witness,
        aligned.base_currency as pivot_currency,
        aligned.quote_currency as leg_currency,
        aligned.rate,
        aligned.significant_digits,
        validated_rates.validation_status,
        validated_rates.answers,
        deviations.reference,
        deviations.deviation_pct,
        deviations.warning_pct
    from silver.aligned
    inner join silver.validated_rates
        on aligned.rate_date = validated_rates.rate_date and aligned.currency = validated_rates.currency
    left join silver.deviations
        on
            aligned.rate_date = deviations.rate_date
            and aligned.currency = deviations.currency
            and aligned.source = deviations.source
            and aligned.witness = deviations.witness
    where aligned.age_days = 0 and coalesce(deviations.is_accepted, aligned.witness = validated_rates.publisher)
),

published as (
    select
        validated_rates.* exclude (rate, rate_per_eur, digits),
        'published' as derivation,
        rate as quote_leg,
        null::decimal(38, 18) as base_leg,
        base_currency as pivot_currency
    from silver.validated_rates
),

inverted as (
    select
        validated_rates.* exclude (rate, rate_per_eur, digits) replace (quote_currency as base_currency, base_currency as quote_currency),
        'inverted' as derivation,
        null::decimal(38, 18) as quote_leg,
        rate as base_leg,
        base_currency as pivot_currency
    from silver.validated_rates
),

-- Two legs that are off to opposite sides make a cross that is off by both: its deviation is the legs' difference, where
-- they were compared with the same witnesses, else at most their sum.
crossed as (
    select
        validated_rates.*,
        legs.* exclude (rate_date, rate, answers, significant_digits, validation_status, deviation_pct, warning_pct),
        legs.rate as leg_rate,
        legs.answers as leg_answers,
        legs.significant_digits as leg_significant_digits,
        legs.validation_status as leg_status,
        if(
            deviations.reference = legs.reference,
            abs(deviations.deviation_pct - legs.deviation_pct),
            coalesce(abs(deviations.deviation_pct) + abs(legs.deviation_pct), abs(deviations.deviation_pct), abs(legs.deviation_pct))
        ) as cross_deviation_pct,
        greatest(deviations.warning_pct, legs.warning_pct) as warning_pct
    from silver.validated_rates
    inner join legs
        on
            validated_rates.rate_date = legs.rate_date
            and validated_rates.publisher = legs.witness
            and validated_rates.base_currency = legs.pivot_currency
            and validated_rates.quote_currency <> legs.leg_currency
    left join silver.deviations
        on
            validated_rates.rate_date = deviations.rate_date
            and validated_rates.currency = deviations.currency
            and validated_rates.source = deviations.source
            and validated_rates.publisher = deviations.witness
),

triangulated as (
    select
        crossed.* exclude (
            rate,
            rate_per_eur,
            digits,
            witness,
            leg_currency,
            leg_rate,
            leg_answers,
            leg_significant_digits,
            leg_status,
            reference,
            cross_deviation_pct,
            warning_pct
        )
        replace (
            leg_currency as base_currency,
            case
                when 'unwitnessed' in (validation_status, leg_status) then 'unwitnessed'
                when 'warning' in (validation_status, leg_status) or cross_deviation_pct > warning_pct then 'warning'
                when 'resolved' in (validation_status, leg_status) then 'resolved'
                else validation_status
            end as validation_status,
            -- Not `least(…, 1000)`: of a deviation that is not known that is 1000.
            cast(round(100 * (exp(if(cross_deviation_pct > 1000, 1000, cross_deviation_pct) / 100) - 1), 6) as decimal(38, 6))
                as deviation_pct,
            least(significant_digits, leg_significant_digits) as significant_digits,
            list_sort(list_distinct(list_concat(answers, leg_answers))) as answers
        ),
        'triangulated' as derivation,
        rate as quote_leg,
        leg_rate as base_leg
    from crossed
),

all_pairs as (
    select * from published
    union all by name
    select * from inverted
    union all by name
    select * from triangulated
)

select * from all_pairs;
