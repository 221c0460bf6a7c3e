-- A witness speaks of the market day itself or of one of the days shortly before it, never of a later one.
-- Severity: invariant
select aligned.rate_date, aligned.currency, aligned.witness, aligned.observed_on
from silver.aligned
cross join bronze.settings
where
    aligned.observed_on > aligned.rate_date
    or date_diff('day', aligned.observed_on, aligned.rate_date) > settings.witness_age_days_max
    or aligned.trading_days_apart < 0
    or dayofweek(aligned.rate_date) in (0, 6);
