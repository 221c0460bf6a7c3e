-- What an answer says of itself: how much of it there is, whether it repeats an earlier one, whether its pegs hold.
-- Grain: one row per (rate_date, source, witness).
create table silver.answer_invariants as
with

of_day as (
    select
        rate_date,
        source,
        witness,
        count(*) as rate_count,
        count(*) filter (where usual_repeats < 0.05 and previous_date is not null) as moving_count
    from silver.moves
    where currency <> 'EUR'
    group by rate_date, source, witness
),

with_usual as (
    select
        of_day.*,
        median(rate_count) over (
            partition by source, witness order by rate_date rows between 20 preceding and 1 preceding
        ) as usual_rate_count
    from of_day
),

-- Digits that come back: of one currency by chance, of most of those that usually move only from another day's answer.
moving as (
    select rate_date, source, witness, currency, digits
    from silver.moves
    where usual_repeats < 0.05
),

repeats as (
    select moving.rate_date, moving.source, moving.witness, earlier.rate_date as repeated_date, count(*) as repeat_count
    from moving
    inner join moving as earlier
        on
            moving.source = earlier.source
            and moving.witness = earlier.witness
            and moving.currency = earlier.currency
            and moving.digits = earlier.digits
            and earlier.rate_date < moving.rate_date
            and earlier.rate_date >= moving.rate_date - 30
    group by moving.rate_date, moving.source, moving.witness, earlier.rate_date
    having count(*) >= 5
),

repeated as (
    select
        rate_date,
        source,
        witness,
        max(repeat_count) as repeat_count,
        max_by(repeated_date, (repeat_count, repeated_date)) as repeated_date
    from repeats
    group by rate_date, source, witness
),

pegs as (
    select
        rate_date,
        source,
        witness,
        count(*) as broken_peg_count,
        max(deviation_pct) as broken_by_pct,
        list(currency || '/' || anchor order by currency) as broken_pegs
    from silver.broken_pegs
    group by rate_date, source, witness
),

findings as (
    select
        with_usual.*,
        coalesce(repeated.repeat_count, 0) as repeat_count,
        repeated.repeated_date,
        coalesce(pegs.broken_peg_count, 0) as broken_peg_count,
        pegs.broken_by_pct,
        pegs.broken_pegs
    from with_usual
    left join repeated
        on
            with_usual.rate_date = repeated.rate_date
            and with_usual.source = repeated.source
            and with_usual.witness = repeated.witness
    left join pegs
        on
            with_usual.rate_date = pegs.rate_date
            and with_usual.source = pegs.source
            and with_usual.witness = pegs.witness
),

-- One peg may break, or one feed's rate of it be wrong; several at once are the answer's fault.
judged as (
    select
        findings.*,
        usual_rate_count >= 10 and rate_count < 0.7 * usual_rate_count as is_incomplete,
        moving_count >= 5 and repeat_count >= 0.6 * moving_count as is_repeat,
        broken_peg_count >= 3 or (broken_peg_count >= 2 and broken_by_pct > 5) as breaks_pegs
    from findings
)

select * from judged;
