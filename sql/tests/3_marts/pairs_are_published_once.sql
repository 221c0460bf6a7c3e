-- A pair has one rate a market day, and the legs that its derivation needs. The last thirty days stand for all.
-- Finding: a pair has two rates or lacks a leg
-- Severity: invariant
select rate_date, base_currency, quote_currency, count(*) as rows
from silver.pair_legs
where
    base_currency in ('EUR', 'USD')
    and rate_date >= (select cast(known_until as date) - 30 from bronze.settings)
group by rate_date, base_currency, quote_currency
having
    count(*) > 1
    or not bool_and(
        case derivation
            when 'published' then quote_leg is not null and base_leg is null
            when 'inverted' then quote_leg is null and base_leg is not null
            else quote_leg is not null and base_leg is not null
        end
    );
