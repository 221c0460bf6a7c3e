-- Of the last seven days bronze has each of the ECB's between two that it has: else a morning was missed, for each asks for
-- the latest rates alone, or the mornings began after older history. `extract-frankfurter --no-panel --from DAY --to DAY` asks
-- for what is missing.
-- Finding: the ECB's rates of a day were not fetched
-- Severity: warning
with

ecb_days as (
    select distinct rate_date from silver.observations where witness = 'ECB'
)

select
    calendar.day as rate_date,
    'ECB' as witness,
    'bronze has none, `extract-frankfurter --no-panel --date ' || calendar.day || '` asks for it' as next_step
from bronze.calendar
cross join bronze.settings
anti join ecb_days on calendar.day = ecb_days.rate_date
where
    calendar.is_ecb_day
    and calendar.day >= cast(settings.known_until as date) - 7
    and calendar.day > (select min(ecb_days.rate_date) from ecb_days)
    and calendar.day < (select max(ecb_days.rate_date) from ecb_days)
order by calendar.day;
