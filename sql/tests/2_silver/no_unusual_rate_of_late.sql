-- No rate that only one source has is withheld for what it looks like. A level to which a rate jumped calls a person on
-- each day on which it stands there unconfirmed, for the five for which readers may still use its last validated rate: then
-- it is no news any more, and only told. The other rules of the last seven days are told.
-- Severity: by row
with

unusual as (
    select
        unwitnessed_rates.*,
        unwitnessed_rates.jumped_on is not null and unwitnessed_rates.rule in ('unusual_move', 'unconfirmed_level') as is_jump,
        max(unwitnessed_rates.rate_date) over (partition by unwitnessed_rates.currency) as newest_date
    from silver.unwitnessed_rates
)

select
    if(unusual.is_jump and unusual.day_count <= 5, 'critical', 'warning') as severity,
    unusual.rate_date,
    'EUR/' || unusual.currency as pair,
    unusual.witness,
    unusual.rule,
    unusual.evidence
from unusual
cross join bronze.settings
where
    unusual.rule is not null
    and unusual.rule <> 'restricted_regime'
    and unusual.rate_date >= cast(settings.known_until as date) - 7
    and (not unusual.is_jump or unusual.rate_date = unusual.newest_date)
order by severity, unusual.rate_date desc, pair;
