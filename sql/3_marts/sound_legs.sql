-- The rates of which pairs may be made: what a witness says of a currency that is validated that day, in its own base,
-- where the witness itself is good for it.
-- Grain: one row per (rate_date, source, witness, pivot_currency, leg_currency), `pivot_currency` being its base. A table:
-- whoever looks for a pair's newest day goes through all of them.
-- A witness is good for a currency whose rate it publishes, and for one of which its rate was accepted: it agreed, though
-- another one's digits stand. `is_own_pair`: the pair of the two is the publisher's own. What is blamed, in conflict, or of a suspect answer is no leg.
create table silver.sound_legs as
with

legs as (
    select
        aligned.rate_date,
        aligned.source,
        aligned.witness,
        aligned.base_currency as pivot_currency,
        aligned.quote_currency as leg_currency,
        aligned.rate,
        aligned.significant_digits,
        aligned.published_at,
        aligned.fetched_at,
        validated_rates.source = aligned.source and validated_rates.publisher = aligned.witness as is_publisher,
        validated_rates.validation_status,
        validated_rates.rate_regime,
        validated_rates.witnesses,
        validated_rates.answers,
        validated_rates.deviation_pct as published_deviation_pct,
        deviations.reference,
        deviations.deviation_pct,
        deviations.warning_pct,
        deviations.is_accepted
    from silver.aligned
    inner join silver.validated_rates
        on aligned.rate_date = validated_rates.rate_date and aligned.currency = validated_rates.currency
    left join silver.deviations
        on
            aligned.rate_date = deviations.rate_date
            and aligned.currency = deviations.currency
            and aligned.source = deviations.source
            and aligned.witness = deviations.witness
    where aligned.age_days = 0
),

sound as (
    select legs.* exclude (is_accepted) from legs where is_publisher or coalesce(is_accepted, false)
),

-- Two publishers may quote their bases against each other: one of the two is the pair.
with_pair as (
    select sound.*, sound.is_publisher and (mirrored.rate_date is null or pivot_currency < leg_currency) as is_own_pair
    from sound
    left join silver.validated_rates as mirrored
        on
            sound.rate_date = mirrored.rate_date
            and sound.pivot_currency = mirrored.quote_currency
            and sound.leg_currency = mirrored.base_currency
)

select * from with_pair;
