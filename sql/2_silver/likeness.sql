-- What a jump looks like, in words that follow its size; empty where it may well be true.
-- A change of unit is near a power of ten: its logarithm is 230.26 times a whole number, give or take a usual move.
-- Grain: a text.
create macro silver.likeness(log_pct, is_mistakable) as
case
    when abs(log_pct) > 115 and abs(log_pct / 230.2585 - round(log_pct / 230.2585)) < 0.05
        then
            format(
                ' (looks like a change of unit: {} {:.0f})',
                if(log_pct > 0, 'times', 'divided by'),
                pow(10, abs(round(log_pct / 230.2585)))
            )
    when is_mistakable and abs(log_pct) <= 25 then ' (looks like the inverse, or another currency''s value)'
    when is_mistakable then ' (more than a quarter)'
    else ''
end;
