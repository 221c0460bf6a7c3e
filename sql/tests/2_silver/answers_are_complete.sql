-- No answer lacks many of the currencies that its source usually has: of a witness's newest day a person is called, those
-- of the last seven days are told.
-- Finding: an answer lacks many currencies
-- Severity: by row
select
    if(
        answer_checks.rate_date = max(answer_checks.rate_date) over (partition by answer_checks.source, answer_checks.witness),
        'critical',
        'note'
    ) as severity,
    answer_checks.rate_date,
    answer_checks.witness,
    answer_checks.rate_count || ' rates' as rates,
    'usual are ' || answer_checks.usual_rate_count as usual_rates
from silver.answer_checks
cross join bronze.settings
qualify answer_checks.is_incomplete and answer_checks.rate_date >= cast(settings.known_until as date) - 7
order by answer_checks.rate_date desc, answer_checks.witness;
