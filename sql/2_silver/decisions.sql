-- What people decided, and how many rates each decision has an effect on: those that it shuts out, or admits although a
-- rule would have withheld them. A decision of no effect may be misspelt, or no longer needed.
-- Grain: one row per decision. Key: path.
create table silver.decisions as
with

overruled as (
    select rate_date, currency, source, witness from silver.unwitnessed_rates where overruled is not null
    union
    select rate_date, currency, source, witness from silver.deviations where is_admitted
    union
    select witnesses.rate_date, witnesses.currency, witnesses.source, witnesses.witness
    from silver.witnesses
    semi join silver.answer_checks
        on
            witnesses.rate_date = answer_checks.rate_date
            and witnesses.source = answer_checks.source
            and witnesses.witness = answer_checks.witness
            and answer_checks.is_suspect
    where witnesses.is_admitted
),

effects as (
    select decided_rates.path, count(*) as rate_count
    from silver.decided_rates
    left join overruled
        on
            decided_rates.rate_date = overruled.rate_date
            and decided_rates.currency = overruled.currency
            and decided_rates.source = overruled.source
            and decided_rates.witness = overruled.witness
    where decided_rates.verdict = 'reject' or decided_rates.lifts_another or overruled.rate_date is not null
    group by decided_rates.path
),

with_effect as (
    select decisions.*, coalesce(effects.rate_count, 0) as rate_count
    from bronze.decisions
    left join effects on decisions.path = effects.path
)

select * from with_effect;
