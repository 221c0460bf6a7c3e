-- What speaks for and against each witness of a market day: its deviation from the others and its own move, each in units
-- of what is usual, and the probability that it is the one that is wrong.
-- Grain: one row per (rate_date, currency, source, witness), as in `deviations`: a table of silver.compared.
--
-- The explanations are weighed: all are sound, or one of them is wrong (a prior of e^-3, spread over 3 %). Sound ones
-- deviate and move as they usually do; a wrong one may do anything, and the others then move as usual. Of two witnesses
-- only their moves tell which one it is. Three or more are measured by their median, and each is judged by itself.
create macro silver.evidence(deviations) as table
with

-- A deviation is the smaller of the raw one and of what is left of it beyond the day's common part, each currency by its
-- own share in the past; and without what rounding alone explains. The dollar is judged raw: the common part is mostly
-- its own.
residuals as (
    select
        pairs.*,
        deviation_pct
        - if(pairs.currency in ('EUR', 'USD'), 0, least(1.5, greatest(0, coalesce(
            sum(least(2, greatest(-2, deviation_pct)) * common_pct) over a_year / (0.5 + sum(common_pct ** 2) over a_year),
            0
        )))) * common_pct as residual_pct
    from query_table(deviations) as pairs
    window
        a_year as (
            partition by source, witness, reference, currency
            order by rate_date
            rows between 250 preceding and 1 preceding
        )
),

-- What a witness does since the last rate of the one that it is compared with often says more than its own move: the
-- last of the two to speak knew the newer market. That holds as long as the two agreed then: else the one that was wrong
-- yesterday would accuse the other one today.
with_moves as (
    select
        residuals.*,
        greatest(0, least(abs(residuals.deviation_pct), abs(residuals.residual_pct)) - residuals.half_units_pct)
            as excess_pct,
        if(
            residuals.trading_days_apart = 0,
            greatest(0, abs(residuals.residual_pct) - residuals.half_units_pct),
            null
        ) as same_day_pct,
        moves.residual_pct as move_pct,
        moves.usual_pct * sqrt(moves.trading_days) as usual_move_pct,
        moves.trading_days,
        moves.is_repeat,
        if(
            moves.previous_date = lag(residuals.rate_date) over own
            and abs(lag(residuals.residual_pct) over own) <= settings.doubt_pct,
            moves.residual_pct + lag(residuals.residual_pct) over own,
            null
        ) as move_from_reference_pct
    from residuals
    left join silver.moves
        on
            residuals.rate_date = moves.rate_date
            and residuals.source = moves.source
            and residuals.witness = moves.witness
            and residuals.currency = moves.currency
    cross join bronze.settings
    window own as (
        partition by residuals.source, residuals.witness, residuals.reference, residuals.currency
        order by residuals.rate_date
    )
),

usual as (
    select
        with_moves.*,
        if(
            count(same_day_pct) over a_year >= 20,
            greatest(median(same_day_pct) over a_year, median(same_day_pct) over a_month) / 0.6745,
            null
        ) as past_spread_pct,
        if(
            count(move_from_reference_pct) over a_year >= 20,
            greatest(
                0.1,
                median(abs(move_from_reference_pct) / sqrt(trading_days)) over a_year,
                median(abs(move_from_reference_pct) / sqrt(trading_days)) over a_month
            ) / 0.6745 * sqrt(trading_days),
            null
        ) as usual_move_from_reference_pct
    from with_moves
    window
        a_year as (
            partition by source, witness, reference, currency
            order by rate_date
            rows between 250 preceding and 1 preceding
        ),
        a_month as (
            partition by source, witness, reference, currency
            order by rate_date
            rows between 20 preceding and 1 preceding
        )
),

-- Without a past of its own a currency deviates as the witness's others do, and moves as it does elsewhere. A witness
-- of an earlier day is off by what the market moved since: its variance grows with the trading days (Bachelier 1900).
-- Whoever is usually off by more than 3 % is no measure for anybody: the largest real spread is near 1 %.
spreads as (
    select
        usual.* replace (
            coalesce(usual_move_pct, max(usual_move_pct) over (partition by rate_date, currency)) as usual_move_pct
        ),
        sqrt(
            greatest(0.1, coalesce(
                if(past_spread_pct > 3, 3, past_spread_pct),
                median(past_spread_pct) over (partition by rate_date, source, witness, reference),
                0.25
            )) ** 2
            + trading_days_apart * coalesce(max(usual_move_pct) over (partition by rate_date, currency), 0.4) ** 2
        ) as spread_pct,
        usual_move_from_reference_pct < usual_move_pct as is_told_by_reference
    from usual
),

likelihoods as (
    select
        spreads.*,
        silver.log_likelihood(excess_pct, spread_pct) as deviation_likelihood,
        if(is_told_by_reference, coalesce(move_from_reference_pct, move_pct), move_pct) as told_move_pct,
        if(
            is_told_by_reference and move_from_reference_pct is not null,
            usual_move_from_reference_pct,
            usual_move_pct
        ) as usual_told_move_pct
    from spreads
),

moves_of_day as (
    select
        likelihoods.*,
        silver.log_likelihood(told_move_pct, usual_told_move_pct) as own_move_likelihood,
        max(usual_told_move_pct) over (partition by rate_date, currency) as usual_move_of_day_pct
    from likelihoods
),

-- A witness that did not move has no alibi: a frozen rate always agrees with its own past. Nor has one without a past.
-- But what the other one says must be possible: no currency moves by more than half in a day (50 as a logarithm), the
-- largest real moves being near 40. One of an earlier day counts as having moved as usual.
alibis as (
    select
        moves_of_day.*,
        case
            when age_days > 0
                then coalesce(silver.log_likelihood(usual_move_of_day_pct, usual_move_of_day_pct), 0)
            when (is_repeat and max(abs(move_pct)) over (partition by rate_date, currency) <= 50)
                or own_move_likelihood is null
                then coalesce(min(own_move_likelihood) over (partition by rate_date, currency), 0)
            else own_move_likelihood
        end as move_likelihood
    from moves_of_day
),

odds as (
    select
        alibis.*,
        exp(
            -3 - ln(3) - deviation_likelihood
            + if(
                witness_count = 2,
                sum(move_likelihood) over of_day - move_likelihood - min(move_likelihood) over of_day,
                0
            )
        ) as odds
    from alibis
    window of_day as (partition by rate_date, currency)
),

probabilities as (
    select
        odds.* exclude (
            odds, own_move_likelihood, move_likelihood, deviation_likelihood, same_day_pct, told_move_pct, usual_move_of_day_pct
        ),
        odds / (1 + if(witness_count = 2, sum(odds) over of_day, odds)) as fault_probability
    from odds
    window of_day as (partition by rate_date, currency)
)

select * from probabilities;
