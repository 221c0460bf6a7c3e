-- The rates of which pairs may be made: what a witness says of a currency that is validated that day, in its own base,
-- where the witness itself is good for it, and publishes any rate of that day: of two others' legs no pair is made.
-- Grain: one row per (rate_date, source, witness, pivot_currency, leg_currency), `pivot_currency` being its base. A table:
-- whoever looks for a pair's newest day goes through all of them.
-- A witness is good for a currency whose rate it publishes, and for one of which its rate was accepted: it agreed, though
-- another one's digits stand. `is_own_pair`: the pair of the two is the publisher's own. What is blamed, in conflict, or of a suspect answer is no leg.
create table silver.sound_legs as
with

publishers as (
    select distinct rate_date, source, publisher from silver.validated_rates
),

legs as (
    select
        witnesses.rate_date,
        witnesses.source,
        witnesses.witness,
        witnesses.base_currency as pivot_currency,
        witnesses.quote_currency as leg_currency,
        witnesses.rate,
        witnesses.significant_digits,
        witnesses.published_at,
        witnesses.fetched_at,
        validated_rates.source = witnesses.source and validated_rates.publisher = witnesses.witness as is_publisher,
        validated_rates.validation_status,
        validated_rates.rate_regime,
        validated_rates.witnesses,
        validated_rates.answers,
        validated_rates.deviation_pct as published_deviation_pct,
        deviations.reference,
        deviations.deviation_pct,
        deviations.warning_pct,
        deviations.is_accepted
    from silver.witnesses
    semi join publishers
        on
            witnesses.rate_date = publishers.rate_date
            and witnesses.source = publishers.source
            and witnesses.witness = publishers.publisher
    inner join silver.validated_rates
        on witnesses.rate_date = validated_rates.rate_date and witnesses.currency = validated_rates.currency
    left join silver.deviations
        on
            witnesses.rate_date = deviations.rate_date
            and witnesses.currency = deviations.currency
            and witnesses.source = deviations.source
            and witnesses.witness = deviations.witness
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
