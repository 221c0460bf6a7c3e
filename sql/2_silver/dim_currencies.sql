-- What a currency code means.
-- Grain: one row per code. Key: currency.
create view silver.dim_currencies as
select * from bronze.currencies;
