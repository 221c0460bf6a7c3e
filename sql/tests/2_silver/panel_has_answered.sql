-- The panel of central banks has answered a morning of the last two days: they go on without it, with a line in a log.
-- Finding: the panel did not answer for two days
-- Severity: warning
with

questions as (
    select fetched_at, outcome in ('new', 'unchanged', 'not_modified') as is_answered
    from bronze.receipts
    where endpoint = 'v2' and starts_with(parameters, 'latest')
),

unanswered as (
    select min(fetched_at) as since, max(fetched_at) as until
    from questions
    where fetched_at > coalesce((select max(fetched_at) from questions where is_answered), timestamp 'epoch')
)

select cast(unanswered.since as date) as since, cast(unanswered.until as date) as until
from unanswered
cross join bronze.settings
where
    unanswered.until >= unanswered.since + interval 2 days
    and unanswered.until >= settings.known_until - interval 2 days;
