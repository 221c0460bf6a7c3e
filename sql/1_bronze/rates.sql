-- Every rate of every readable answer, as the parser typed it: 1 base = `rate` quote. Loaded.
-- Grain: one row per rate of an answer. Key: (answer_id, position).
-- `is_carried`: the source repeats an earlier day's rate beside newer ones.
-- `digits` is the source's own text; `rate_per_eur` is derived in decimal, outside of SQL. `half_unit_pct` is what a rate may
-- be off because the source rounded it by its size; null where its digits tell.
create table bronze.rates (
    answer_id integer not null,
    stamp date not null,
    position integer not null,
    witness varchar not null,
    rate_date date not null,
    published_at varchar not null,
    is_carried boolean not null,
    base_currency varchar not null,
    quote_currency varchar not null,
    digits varchar not null,
    rate decimal(38, 18),
    rate_per_eur decimal(38, 18),
    significant_digits integer,
    decimal_places integer,
    half_unit_pct double,
    fault varchar not null
);
