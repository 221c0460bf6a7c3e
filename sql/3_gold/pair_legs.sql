-- Every pair that can be published, with the rates that it is made of; the division is done in decimal, outside of
-- SQL. Both legs are of one market day and one publisher.
-- Grain: one row per (rate_date, base_currency, quote_currency).
--   published     the publisher's own pair                      rate = quote_leg
--   inverted      the publisher's own pair, the other way round rate = 1 / base_leg
--   triangulated  through the publisher's own base              rate = quote_leg / base_leg
create view silver.pair_legs as
with

-- A leg's currency must be validated that day; a witness that agreed is good for it even where another one is the
-- publisher.
legs as (
    select
        aligned.rate_date,
        aligned.witness,
        aligned.base_currency as pivot_currency,
        aligned.quote_currency as leg_currency,
        aligned.rate,
        aligned.significant_digits,
        validated_rates.validation_status,
        validated_rates.deviation_pct,
        validated_rates.answers
    from silver.aligned
    inner join silver.validated_rates
        on aligned.rate_date = validated_rates.rate_date and aligned.currency = validated_rates.currency
    where aligned.age_days = 0
),

published as (
    select
        validated_rates.* exclude (rate, digits),
        'published' as derivation,
        rate as quote_leg,
        null::decimal(38, 18) as base_leg,
        base_currency as pivot_currency
    from silver.validated_rates
),

inverted as (
    select
        validated_rates.* exclude (rate, digits) replace (quote_currency as base_currency, base_currency as quote_currency),
        'inverted' as derivation,
        null::decimal(38, 18) as quote_leg,
        rate as base_leg,
        base_currency as pivot_currency
    from silver.validated_rates
),

triangulated as (
    select
        validated_rates.* exclude (rate, digits)
        replace (
            legs.leg_currency as base_currency,
            case
                when 'unwitnessed' in (validated_rates.validation_status, legs.validation_status) then 'unwitnessed'
                when 'warning' in (validated_rates.validation_status, legs.validation_status) then 'warning'
                else validated_rates.validation_status
            end as validation_status,
            greatest(validated_rates.deviation_pct, legs.deviation_pct) as deviation_pct,
            least(validated_rates.significant_digits, legs.significant_digits) as significant_digits,
            list_sort(list_distinct(list_concat(validated_rates.answers, legs.answers))) as answers
        ),
        'triangulated' as derivation,
        validated_rates.rate as quote_leg,
        legs.rate as base_leg,
        legs.pivot_currency
    from silver.validated_rates
    inner join legs
        on
            validated_rates.rate_date = legs.rate_date
            and validated_rates.publisher = legs.witness
            and validated_rates.base_currency = legs.pivot_currency
            and validated_rates.quote_currency <> legs.leg_currency
),

all_pairs as (
    select * from published
    union all by name
    select * from inverted
    union all by name
    select * from triangulated
)

select * from all_pairs;
