-- Whether a jump is near a power of ten: its logarithm is 230.26 times a whole number, give or take some usual moves.
-- Grain: a truth value.
create macro silver.is_unit_change(log_pct) as
abs(log_pct) > 115 and abs(log_pct / 230.2585 - round(log_pct / 230.2585)) < 0.05;
