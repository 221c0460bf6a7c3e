-- How far a rate moved by itself, and how far it may before it is doubted: in percent, as logarithms.
-- Grain: one row per (rate_date, source, witness, currency), as silver.moves, without the euro's own.
-- A feed that flips between two levels would teach that any jump is usual: beyond a quarter a day none is.
-- What all currencies have in common is no reason to doubt one, as long as the euro itself moved as it may.
create view silver.steps as
select
    moves.rate_date,
    moves.source,
    moves.witness,
    moves.currency,
    moves.previous_date,
    moves.digits,
    if(abs(moves.move_pct - moves.residual_pct) <= 4, moves.residual_pct, moves.move_pct) as move_pct,
    greatest(2, least(25, 6 * coalesce(moves.usual_pct, 0.35)) * sqrt(moves.trading_days)) as move_limit_pct
from silver.moves
where moves.currency <> 'EUR';
