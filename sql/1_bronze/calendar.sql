-- The days from 1999 on. Loaded.
-- Grain: one row per day. Key: day. Two days are `trading_day_number` differences apart, in Mondays to Fridays.
create table bronze.calendar (
    day date primary key,
    is_ecb_day boolean not null,
    trading_day_number integer not null
);
