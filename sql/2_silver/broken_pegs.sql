-- Rates that contradict a peg: outside of its band by more than a source of that kind usually is.
-- Grain: one row per (rate_date, source, witness, currency).
create table silver.broken_pegs as
with

rates as (
    select rate_date, source, endpoint, witness, currency, rate_per_eur
    from silver.observations
    where role = 'observation' and rate_per_eur is not null and isodow(rate_date) <= 5
),

-- The euro has no rate of its own: it is the base of all.
anchors as (
    select rate_date, source, witness, currency, rate_per_eur from rates
    where currency in (select anchor from bronze.pegs)
    union all by name
    select distinct rate_date, source, witness, 'EUR' as currency, cast(1 as decimal(38, 18)) as rate_per_eur from rates
),

against_anchor as (
    select
        rates.rate_date,
        rates.source,
        rates.witness,
        rates.currency,
        pegs.anchor,
        pegs.low,
        pegs.high,
        if(rates.source = 'exchangerate', pegs.market_tolerance_pct, pegs.official_tolerance_pct) as tolerance_pct,
        100 * ln(rates.rate_per_eur / anchors.rate_per_eur) as log_rate
    from rates
    inner join bronze.pegs
        on
            rates.currency = pegs.currency
            and rates.rate_date >= pegs.since
            and rates.rate_date <= coalesce(pegs.until, rates.rate_date)
    inner join anchors
        on
            rates.rate_date = anchors.rate_date
            and rates.source = anchors.source
            and rates.witness = anchors.witness
            and pegs.anchor = anchors.currency
),

with_deviation as (
    select
        against_anchor.* exclude (log_rate, low, high),
        greatest(0, log_rate - 100 * ln(high), 100 * ln(low) - log_rate) as deviation_pct,
        count(*) over (partition by rate_date, source, witness) as peg_count
    from against_anchor
)

select * from with_deviation where deviation_pct > tolerance_pct;
