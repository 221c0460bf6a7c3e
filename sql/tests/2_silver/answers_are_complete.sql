-- No answer of the last seven days lacks many of the currencies that its source usually has.
-- Severity: critical
select answer_checks.rate_date, answer_checks.witness, answer_checks.rate_count, answer_checks.usual_rate_count
from silver.answer_checks
cross join bronze.settings
where answer_checks.is_incomplete and answer_checks.rate_date >= cast(settings.known_until as date) - 7;
