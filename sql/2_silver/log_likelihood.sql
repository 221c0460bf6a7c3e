-- How likely a deviation is for what usually deviates by `spread`: the logarithm of the density of Student's t with four
-- degrees of freedom, up to a constant. Rates have tails far heavier than the normal distribution's, and four is where
-- estimates of daily exchange rates lie (Bollerslev 1987, Review of Economics and Statistics 69, 542-547).
-- Grain: a number.
create macro silver.log_likelihood(deviation, spread) as
-2.5 * ln(1 + (deviation / spread) ** 2 / 4) - ln(spread);
