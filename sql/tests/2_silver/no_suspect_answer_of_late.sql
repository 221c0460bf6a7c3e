-- No answer is suspect as a whole: of a witness's newest day a person is called, those of the last seven days are told. Who copied
-- another one before has no voice of its own: where it says again what that one said before a holiday nobody is called.
-- Finding: an answer is suspect as a whole
-- Severity: by row
select
    if(
        answer_checks.rate_date = max(answer_checks.rate_date) over (partition by answer_checks.source, answer_checks.witness)
        and last_value(answer_checks.copy_of ignore nulls) over (
            partition by answer_checks.source, answer_checks.witness
            order by answer_checks.rate_date
            rows between 7 preceding and 1 preceding
        ) is null,
        'critical',
        'note'
    ) as severity,
    answer_checks.rate_date,
    answer_checks.witness,
    array_to_string(answer_checks.rules, ', ') as rules,
    answer_checks.evidence
from silver.answer_checks
cross join bronze.settings
qualify answer_checks.is_suspect and answer_checks.rate_date >= cast(settings.known_until as date) - 7
order by answer_checks.rate_date desc, answer_checks.witness;
