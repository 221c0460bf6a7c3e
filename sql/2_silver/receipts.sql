-- The story of all requests.
-- Grain: one row per request. Key: path.
create view silver.receipts as
select * from bronze.receipts;
