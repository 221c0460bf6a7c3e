-- The rates of which pairs may be made: what a witness says of a currency that is validated that day, in its own base,
-- where the witness itself is good for it, and publishes any rate of that day: of two others' legs no pair is made.
-- Grain: one row per (rate_date, source, witness, pivot_currency, leg_currency), `pivot_currency` being its base. A table:
-- whoever looks for a pair's newest day goes through all of them.
-- A witness is good for a currency whose rate it publishes, and for one of which its rate was accepted: it agreed, though
-- another one's digits stand. `is_own_pair`: the pair of the two is the publisher's own; `is_pair_of_another`: it is that of
-- another one, who publishes the currency in the same base. What is blamed, in conflict, or of a suspect answer is no leg.
create table silver.sound_legs as
with

-- Where the only other one is blamed, how far off that one is says nothing of this rate.
published as (
    select
        validated_rates.*,
        publisher as witness,
        true as is_publisher,
        false as is_pair_of_another,
        validation_status = 'resolved' and deviation_pct is null as is_contradicted_alone
    from silver.validated_rates
),

publishers as (
    select distinct rate_date, source, witness from published
),

agreeing as (
    select deviations.rate_date, deviations.currency, deviations.source, deviations.witness
    from silver.deviations
    inner join publishers
        on
            deviations.rate_date = publishers.rate_date
            and deviations.source = publishers.source
            and deviations.witness = publishers.witness
    where deviations.is_accepted and deviations.age_days = 0
),

agreed as (
    select
        validated_rates.* replace (
            witnesses.source as source,
            witnesses.base_currency as base_currency,
            witnesses.quote_currency as quote_currency,
            witnesses.rate as rate,
            witnesses.significant_digits as significant_digits,
            witnesses.published_at as published_at,
            witnesses.fetched_at as fetched_at
        ),
        witnesses.witness,
        false as is_publisher,
        witnesses.base_currency = validated_rates.base_currency as is_pair_of_another,
        false as is_contradicted_alone
    from agreeing
    inner join silver.witnesses
        on
            agreeing.rate_date = witnesses.rate_date
            and agreeing.currency = witnesses.currency
            and agreeing.source = witnesses.source
            and agreeing.witness = witnesses.witness
    inner join silver.validated_rates
        on agreeing.rate_date = validated_rates.rate_date and agreeing.currency = validated_rates.currency
    where validated_rates.source <> agreeing.source or validated_rates.publisher <> agreeing.witness
),

sound as (
    select * from published
    union all by name
    select * from agreed
),

legs as (
    select
        sound.rate_date,
        sound.source,
        sound.witness,
        sound.base_currency as pivot_currency,
        sound.quote_currency as leg_currency,
        sound.rate,
        sound.significant_digits,
        sound.published_at,
        sound.fetched_at,
        sound.is_publisher,
        sound.is_pair_of_another,
        sound.validation_status,
        sound.rate_regime,
        sound.witnesses,
        sound.agreeing,
        sound.answers,
        sound.deviation_pct as published_deviation_pct,
        if(sound.is_contradicted_alone, null, deviations.reference) as reference,
        if(sound.is_contradicted_alone, null, deviations.deviation_pct) as deviation_pct,
        deviations.warning_pct
    from sound
    left join silver.deviations
        on
            sound.rate_date = deviations.rate_date
            and sound.currency = deviations.currency
            and sound.source = deviations.source
            and sound.witness = deviations.witness
),

-- Two publishers may quote their bases against each other: one of the two is the pair.
with_pair as (
    select
        legs.*,
        legs.is_publisher and (mirrored.rate_date is null or legs.pivot_currency < legs.leg_currency) as is_own_pair
    from legs
    left join silver.validated_rates as mirrored
        on
            legs.rate_date = mirrored.rate_date
            and legs.pivot_currency = mirrored.quote_currency
            and legs.leg_currency = mirrored.base_currency
)

select * from with_pair;
