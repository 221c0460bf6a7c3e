-- No answer of the last seven days is suspect as a whole.
-- Severity: critical
select
    answer_checks.rate_date,
    answer_checks.witness,
    array_to_string(answer_checks.rules, ', ') as rules,
    answer_checks.evidence
from silver.answer_checks
cross join bronze.settings
where answer_checks.is_suspect and answer_checks.rate_date >= cast(settings.known_until as date) - 7
order by answer_checks.rate_date desc, answer_checks.witness;
