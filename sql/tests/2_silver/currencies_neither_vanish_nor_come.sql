-- On its newest day each witness has the currencies that it had on the day before, and no others: where that is the newest
-- day of all it is worth a look, where it is of the last seven days it is told.
-- Finding: a currency vanished or came
-- Severity: by row
with

days as (
    select source, witness, rate_date, dense_rank() over (partition by source, witness order by rate_date desc) as age
    from (select distinct source, witness, rate_date from silver.moves where currency <> 'EUR')
),

newest as (
    select moves.source, moves.witness, moves.currency, days.age, moves.rate_date
    from silver.moves
    inner join days
        on moves.source = days.source and moves.witness = days.witness and moves.rate_date = days.rate_date
    where days.age <= 2 and moves.currency <> 'EUR'
)

select
    if(any_value(last_days.rate_date) = (select max(rate_date) from days), 'warning', 'note') as severity,
    newest.source,
    newest.witness,
    newest.currency,
    if(max(newest.age) = 2, 'vanished', 'came') as what
from newest
semi join days on newest.source = days.source and newest.witness = days.witness and days.age = 2
inner join days as last_days
    on newest.source = last_days.source and newest.witness = last_days.witness and last_days.age = 1
cross join bronze.settings
where last_days.rate_date >= cast(settings.known_until as date) - 7
group by newest.source, newest.witness, newest.currency
having count(*) = 1
order by newest.source, newest.witness, newest.currency;
