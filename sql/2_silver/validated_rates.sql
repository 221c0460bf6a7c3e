-- The rates that may be published: one source's own digits, with who agrees and how far they are apart.
-- Grain: one row per (rate_date, currency): the native pair of its publisher, which quotes `currency` against its
-- own base (or, for its own base, the euro against it).
create table silver.validated_rates as
with

accepted as (
    select consensus.*
    from silver.consensus
    anti join silver.suspect_answers
        on
            consensus.verdict = 'unwitnessed'
            and consensus.rate_date = suspect_answers.rate_date
            and consensus.publisher_source = suspect_answers.source
    where consensus.verdict in ('consensus', 'warning', 'unwitnessed')
),

published as (
    select
        accepted.rate_date,
        accepted.currency,
        aligned.base_currency,
        aligned.quote_currency,
        aligned.rate,
        aligned.digits,
        aligned.significant_digits,
        accepted.publisher_source as source,
        accepted.publisher,
        accepted.verdict as validation_status,
        accepted.witness_count,
        accepted.witnesses,
        accepted.deviation_pct,
        dim_currencies.rate_regime,
        aligned.published_at,
        aligned.fetched_at,
        accepted.answers
    from accepted
    inner join silver.aligned
        on
            accepted.rate_date = aligned.rate_date
            and accepted.currency = aligned.currency
            and accepted.publisher = aligned.witness
    inner join silver.dim_currencies on accepted.currency = dim_currencies.currency
)

select * from published;
