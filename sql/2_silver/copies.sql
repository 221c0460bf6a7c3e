-- Who copies whom: banks that only repeat the rates of another witness, of the same market day however they date them, and
-- so confirm nothing.
-- Grain: one row per witness and the one that it copies. Key: witness, original.
--   first_date, last_date, days   the first and the last market day on which it did, and on how many
--   alike_pct                     on the last of them: in how much of what both said it was the same
create view silver.copies as
select
    witness,
    copy_of as original,
    min(rate_date) as first_date,
    max(rate_date) as last_date,
    count(*) as days,
    arg_max(alike_pct, rate_date) as alike_pct
from silver.answer_checks
where copy_of is not null
group by witness, copy_of;
