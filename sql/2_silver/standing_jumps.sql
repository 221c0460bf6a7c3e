-- Rates that stand on a level to which they jumped, and which nobody has confirmed.
-- Grain: one row per (rate_date, source, witness, currency) that stands on such a level.
-- Another witness that agrees confirms a level, and so do a peg that holds to a currency that is confirmed, and a person's
-- decision; one that goes back by three quarters of the way at once, to where it came from, has left it. Usual moves in
-- between do neither: they would bring any error back within the limits one day.
-- Time confirms nothing where the jump looks like a mistake (is_mistakable): a change of unit, the inverse, another
-- currency's value. Recorded errors that began with a jump and lasted are of that kind. Any other level counts as confirmed
-- when it has stood for twenty market days, and one of more than a quarter for sixty (`day_count_max`): recorded spikes last
-- for one to three, a person was asked meanwhile, and a currency that was devalued would else have no rate for ever.
create table silver.standing_jumps as
with recursive

-- Two that are near each other agree. One that is accepted because the other one is blamed has nobody's word but its own.
witnessed as (
    select rate_date, source, witness, currency
    from silver.deviations
    where is_accepted and not is_doubtful
    qualify age_days = 0 and count(*) over (partition by rate_date, currency) >= 2
),

pegged as (
    select witnessed.rate_date, witnessed.source, witnessed.witness, pegs.currency
    from witnessed
    inner join bronze.pegs
        on
            witnessed.currency = pegs.anchor
            and witnessed.rate_date >= pegs.since
            and witnessed.rate_date <= coalesce(pegs.until, witnessed.rate_date)
    anti join silver.broken_pegs
        on
            witnessed.rate_date = broken_pegs.rate_date
            and witnessed.source = broken_pegs.source
            and witnessed.witness = broken_pegs.witness
            and pegs.currency = broken_pegs.currency
),

-- A peg to the euro itself needs no other rate.
pegged_to_the_euro as (
    select steps.rate_date, steps.source, steps.witness, steps.currency
    from silver.steps
    inner join bronze.pegs
        on
            steps.currency = pegs.currency
            and pegs.anchor = 'EUR'
            and steps.rate_date >= pegs.since
            and steps.rate_date <= coalesce(pegs.until, steps.rate_date)
    anti join silver.broken_pegs
        on
            steps.rate_date = broken_pegs.rate_date
            and steps.source = broken_pegs.source
            and steps.witness = broken_pegs.witness
            and steps.currency = broken_pegs.currency
),

confirmed as (
    select * from witnessed
    union
    select * from pegged
    union
    select * from pegged_to_the_euro
),

-- Each rate's days are numbered. What is called a jump here may be half of one, which can be the way back; `confirmed_number` is the newest day that was confirmed. A
-- person's decision admits its own day by itself, and confirms the level for the days after it.
days as (
    select
        steps.*,
        coalesce(abs(steps.move_pct) > 0.5 * steps.move_limit_pct, false) as is_jump,
        row_number() over own as day_number,
        if(confirmed.rate_date is null, 0, row_number() over own) as confirmed_number,
        if(decided_rates.path is null, 0, row_number() over own) as decided_number
    from silver.steps
    left join confirmed
        on
            steps.rate_date = confirmed.rate_date
            and steps.source = confirmed.source
            and steps.witness = confirmed.witness
            and steps.currency = confirmed.currency
    left join silver.decided_rates
        on
            steps.rate_date = decided_rates.rate_date
            and steps.source = decided_rates.source
            and steps.witness = decided_rates.witness
            and steps.currency = decided_rates.currency
            and decided_rates.verdict = 'accept'
    window own as (partition by steps.source, steps.witness, steps.currency order by steps.rate_date)
),

numbered as materialized (
    select
        days.* exclude (decided_number) replace (
            greatest(
                max(confirmed_number) over so_far,
                coalesce(max(decided_number) over (so_far rows between unbounded preceding and 1 preceding), 0)
            ) as confirmed_number
        ),
        sum(cast(is_jump as integer)) over so_far as jump_number,
        min(rate_date) over so_far as first_date
    from days
    window so_far as (partition by source, witness, currency order by rate_date)
),

-- The jumps, with their values before and after in the source's own words.
moved as materialized (
    select
        numbered.*,
        observed.base_currency,
        observed.digits as new_digits,
        observed.rate as new_rate,
        previous.digits as old_digits,
        previous.rate as old_rate
    from numbered
    inner join silver.observations as observed
        on
            numbered.rate_date = observed.rate_date
            and numbered.source = observed.source
            and numbered.witness = observed.witness
            and numbered.currency = observed.currency
            and observed.role = 'observation'
    inner join silver.observations as previous
        on
            numbered.previous_date = previous.rate_date
            and numbered.source = previous.source
            and numbered.witness = previous.witness
            and numbered.currency = previous.currency
            and previous.role = 'observation'
    where numbered.is_jump
),

-- The same digits as another currency of the answer, which had others the day before; or two that have changed places.
misplaced as (
    select distinct moved.rate_date, moved.source, moved.witness, moved.currency
    from moved
    inner join silver.observations as others
        on
            moved.rate_date = others.rate_date
            and moved.source = others.source
            and moved.witness = others.witness
            and moved.base_currency = others.base_currency
            and others.role = 'observation'
            and others.currency <> moved.currency
    inner join silver.observations as others_before
        on
            moved.previous_date = others_before.rate_date
            and moved.source = others_before.source
            and moved.witness = others_before.witness
            and others.currency = others_before.currency
            and others_before.role = 'observation'
    where
        (others.digits = moved.new_digits and others_before.digits <> moved.old_digits)
        or (abs(ln(others_before.rate / moved.new_rate)) < 0.005 and abs(ln(others.rate / moved.old_rate)) < 0.005)
),

-- What looks like a wrong column, however small the jump: such a value, or the inverse of the last one.
jumps as materialized (
    select
        moved.*,
        misplaced.rate_date is not null or abs(ln(moved.new_rate) + ln(moved.old_rate)) < 0.005 as is_wrong_column
    from moved
    left join misplaced
        on
            moved.rate_date = misplaced.rate_date
            and moved.source = misplaced.source
            and moved.witness = misplaced.witness
            and moved.currency = misplaced.currency
),

-- From jump to jump: how far the rate is from the last level that was confirmed; 0 where it is on that one, or is back
-- there. On the way back both jumps may hold a usual move: the limit of the two together is larger by the root of two.
levels as (
    select
        source,
        witness,
        currency,
        jump_number,
        day_number,
        if(confirmed_number = day_number or abs(move_pct) <= move_limit_pct, 0, move_pct) as displaced_pct,
        rate_date as jumped_on,
        previous_date as jumped_since,
        move_limit_pct,
        is_wrong_column or silver.is_unit_change(move_pct) as is_mistakable,
        if(abs(move_pct) > 25, 60, 20) as day_count_max
    from jumps
    where jump_number = 1
    union all
    select
        step.source,
        step.witness,
        step.currency,
        step.jump_number,
        if(step.is_news, step.day_number, step.stood_from),
        case
            when step.confirmed_number = step.day_number or step.is_back then 0
            when step.is_news then step.carried_pct + step.move_pct
            else step.carried_pct
        end,
        if(step.is_news and step.carried_pct = 0, step.rate_date, step.jumped_on),
        if(step.is_news and step.carried_pct = 0, step.previous_date, step.jumped_since),
        if(step.is_news, step.move_limit_pct, step.jump_limit_pct),
        case
            when step.is_news
                then
                    step.is_wrong_column or silver.is_unit_change(step.carried_pct + step.move_pct)
            else step.was_mistakable
        end,
        case
            when not step.is_news then step.jump_day_count_max
            when abs(step.carried_pct + step.move_pct) > 25 then 60
            else 20
        end
    from (
        select
            jumps.*,
            levels.day_number as stood_from,
            levels.jumped_on,
            levels.jumped_since,
            levels.move_limit_pct as jump_limit_pct,
            levels.is_mistakable as was_mistakable,
            levels.day_count_max as jump_day_count_max,
            if(
                jumps.confirmed_number >= levels.day_number
                or (not levels.is_mistakable and jumps.day_number - levels.day_number >= levels.day_count_max),
                0,
                levels.displaced_pct
            ) as carried_pct,
            carried_pct * jumps.move_pct < 0
            and abs(jumps.move_pct) >= 0.75 * abs(carried_pct)
            and abs(carried_pct + jumps.move_pct) <= sqrt(2) * jumps.move_limit_pct as is_back,
            abs(jumps.move_pct) > jumps.move_limit_pct and not is_back as is_news
        from levels
        inner join jumps
            on
                levels.source = jumps.source
                and levels.witness = jumps.witness
                and levels.currency = jumps.currency
                and levels.jump_number + 1 = jumps.jump_number
    ) as step
),

standing as (
    select
        numbered.rate_date,
        numbered.source,
        numbered.witness,
        numbered.currency,
        levels.jumped_on,
        levels.jumped_since,
        levels.displaced_pct,
        levels.move_limit_pct,
        levels.is_mistakable,
        levels.day_count_max,
        false as is_new,
        numbered.day_number - levels.day_number + 1 as day_count
    from numbered
    inner join levels
        on
            numbered.source = levels.source
            and numbered.witness = levels.witness
            and numbered.currency = levels.currency
            and numbered.jump_number = levels.jump_number
    where
        levels.displaced_pct <> 0
        and numbered.confirmed_number < levels.day_number
        and (levels.is_mistakable or numbered.day_number - levels.day_number < levels.day_count_max)
),

-- A currency that a source begins to send has no level that anybody has confirmed: its first one may have a wrong unit.
newcomers as (
    select
        numbered.rate_date,
        numbered.source,
        numbered.witness,
        numbered.currency,
        numbered.first_date as jumped_on,
        numbered.first_date as jumped_since,
        0 as displaced_pct,
        numbered.move_limit_pct,
        false as is_mistakable,
        20 as day_count_max,
        true as is_new,
        numbered.day_number as day_count
    from numbered
    inner join (select source, witness, min(rate_date) as first_date from silver.steps group by source, witness) as sources
        on
            numbered.source = sources.source
            and numbered.witness = sources.witness
            and numbered.first_date > sources.first_date
    anti join standing
        on
            numbered.rate_date = standing.rate_date
            and numbered.source = standing.source
            and numbered.witness = standing.witness
            and numbered.currency = standing.currency
    where numbered.confirmed_number = 0 and numbered.day_number <= 20
),

all_standing as (
    select * from standing
    union all by name
    select * from newcomers
)

select * from all_standing;
