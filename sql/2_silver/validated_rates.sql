-- The rates that may be published: one source's own digits, with who agrees and how far they are apart.
-- Grain: one row per (rate_date, currency): the native pair of its publisher, which quotes `currency` against its
-- own base (or, for its own base, the euro against it).
create table silver.validated_rates as
with

accepted as (
    select consensus.*
    from silver.consensus
    left join silver.unwitnessed_rates
        on consensus.rate_date = unwitnessed_rates.rate_date and consensus.currency = unwitnessed_rates.currency
    where
        consensus.publisher is not null
        and unwitnessed_rates.rule is null
        and (consensus.verdict <> 'unwitnessed' or unwitnessed_rates.currency is not null)
),

published as (
    select
        witnesses.rate_date,
        witnesses.currency,
        witnesses.base_currency,
        witnesses.quote_currency,
        witnesses.rate,
        witnesses.digits,
        witnesses.significant_digits,
        witnesses.rate_per_eur,
        witnesses.source,
        witnesses.witness as publisher,
        -- At an official rate two sources may agree at which nobody trades: that is never plain consensus.
        if(accepted.verdict = 'consensus' and regimes.rate_regime = 'official', 'warning', accepted.verdict)
            as validation_status,
        accepted.witness_count,
        accepted.witnesses,
        accepted.agreeing,
        accepted.deviation_pct,
        regimes.rate_regime,
        witnesses.published_at,
        witnesses.fetched_at,
        accepted.answers
    from accepted
    inner join silver.witnesses
        on
            accepted.rate_date = witnesses.rate_date
            and accepted.currency = witnesses.currency
            and accepted.publisher_source = witnesses.source
            and accepted.publisher = witnesses.witness
    inner join bronze.regimes
        on
            accepted.currency = regimes.currency
            and accepted.rate_date >= regimes.since
            and accepted.rate_date <= coalesce(regimes.until, accepted.rate_date)
)

select * from published;
