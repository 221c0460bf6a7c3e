-- Most rates of an answer are rates: also where not one is left to be judged. Of a witness's newest day a person is
-- called, those of the last seven days are told.
-- Finding: many rates of an answer are none
-- Severity: by row
with

answered as (
    select
        answers.source,
        rates.witness,
        rates.rate_date,
        count(*) as rate_count,
        count(*) filter (where rates.fault <> '') as unusable_count
    from bronze.rates
    inner join bronze.answers on rates.answer_id = answers.answer_id
    where rates.quote_currency <> rates.base_currency
    group by answers.source, rates.witness, rates.rate_date
)

select
    if(rate_date = max(rate_date) over (partition by source, witness), 'critical', 'note') as severity,
    rate_date,
    witness,
    format('{} of {} rates are none', unusable_count, rate_count) as finding
from answered
cross join bronze.settings
qualify unusable_count > 0.3 * rate_count and rate_date >= cast(settings.known_until as date) - 7
order by rate_date desc, witness;
