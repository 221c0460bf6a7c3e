-- Every answer that was accepted can be read and typed: one that came since yesterday is worth a look, the others are told.
-- Finding: an answer can't be read
-- Severity: by row
select
    if(answers.last_fetched_at >= settings.known_until - interval 1 day, 'warning', 'note') as severity,
    answers.sha256,
    answers.source,
    answers.endpoint,
    answers.unreadable_reason
from bronze.answers
cross join bronze.settings
where answers.unreadable_reason <> '';
