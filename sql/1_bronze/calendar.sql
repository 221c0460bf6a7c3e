-- The days from 1999 on. Loaded.
-- Grain: one row per day. Key: day. Two days are `trading_day_number` differences apart, in Mondays to Fridays.
-- A bank that is one or two market days late speaks under this day of `ecb_day_before`, or of `ecb_day_before_that`.
create table bronze.calendar (
    day date primary key,
    is_ecb_day boolean not null,
    trading_day_number integer not null,
    ecb_day_before date,
    ecb_day_before_that date
);
