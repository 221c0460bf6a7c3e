-- How a market day went: what came, what stands, what was withheld.
-- Grain: one row per (rate_date, metric).
create table silver.data_quality_metrics as
with

metrics as (
    select rate_date, 'observed currencies' as metric, count(distinct currency) as value
    from silver.witnesses group by all
    union all
    select rate_date, 'validated rates', count(*) from silver.validated_rates group by all
    union all
    select rate_date, 'validated: ' || validation_status, count(*) from silver.validated_rates group by all
    union all
    select rate_date, 'quarantined: ' || rule, count(*) from silver.quarantine group by all
    union all
    select rate_date, 'suspect answers', count(*) from silver.answer_checks where is_suspect group by all
    union all
    select rate_date, 'restated values', count(*) from silver.restatements where not is_observation group by all
)

select * from metrics;
