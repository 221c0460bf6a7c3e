-- What all rates of an answer deviate by in common (the currency EUR: the euro's own deviation), and the dollar, through
-- which the market feed's rates are tied to the euro.
-- Grain: one row per (rate_date, source, witness, currency).
create table silver.common_deviations as
select * from silver.compared('silver.sound_witnesses') where currency in ('EUR', 'USD');
