-- On its newest day each witness has the currencies that it had on the day before, and no others.
-- Severity: warning
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

select source, witness, currency, if(max(age) = 2, 'vanished', 'came') as what
from newest
semi join days on newest.source = days.source and newest.witness = days.witness and days.age = 2
group by source, witness, currency
having count(*) = 1
order by source, witness, currency;
