-- What is not published, by which rule, and on what evidence.
-- Grain: one row per rate and rule.
create table silver.quarantine as
select * from silver.unusable_rates
union all by name
select * from silver.withheld_rates;
