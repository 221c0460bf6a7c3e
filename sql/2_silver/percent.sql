-- A logarithm of 100 times a ratio as the percent that people know: a rate that falls to a hundredth has moved by -99 %.
-- Grain: a number.
create macro silver.percent(log_pct) as 100 * (exp(log_pct / 100) - 1);
