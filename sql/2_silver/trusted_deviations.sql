-- How far the trusted witnesses of a market day are apart.
-- Grain: one row per (rate_date, currency, source, witness) where there are two or more.
create table silver.trusted_deviations as
select * from silver.compared('silver.trusted_witnesses');
