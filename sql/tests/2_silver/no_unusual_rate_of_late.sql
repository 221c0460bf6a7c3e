-- No rate that only one source has is withheld for what it looks like. A level to which a rate jumped calls a person on the
-- day on which it gets there; one that is more than a fifth off, as by a wrong unit, on each of the five days for which readers
-- may still use the last validated rate. After that it is no news, and only told, until `quota-gate health` says that this
-- one is old. A currency that is new is worth a look on its first day, what
-- another rule withholds on the source's newest one; those of the last seven days are told.
-- Finding: a rate that one source alone has is withheld
-- Severity: by row
with

newest as (
    select source, witness, currency, max(rate_date) as rate_date from silver.moves where currency <> 'EUR' group by all
),

unusual as (
    select
        unwitnessed_rates.*,
        unwitnessed_rates.jumped_on is not null as is_jump,
        unwitnessed_rates.rate_date = newest.rate_date as is_newest
    from silver.unwitnessed_rates
    inner join newest
        on
            unwitnessed_rates.source = newest.source
            and unwitnessed_rates.witness = newest.witness
            and unwitnessed_rates.currency = newest.currency
    where unwitnessed_rates.rule is not null and unwitnessed_rates.rule <> 'restricted_regime'
)

select
    case
        when unusual.is_jump and unusual.day_count <= if(abs(unusual.displaced_pct) > 20, 5, 1) then 'critical'
        when unusual.is_jump or not unusual.is_newest or unusual.day_count > 1 then 'note'
        else 'warning'
    end as severity,
    unusual.rate_date,
    'EUR/' || unusual.currency as pair,
    unusual.witness,
    unusual.rule,
    unusual.evidence
from unusual
cross join bronze.settings
where
    unusual.rate_date >= cast(settings.known_until as date) - 7
    and (unusual.is_newest or not (unusual.is_jump or unusual.rule = 'new_currency'))
order by severity, abs(unusual.displaced_pct) desc, unusual.rate_date desc, pair;
