-- What a jump looks like, in words that follow its size; empty where it may well be true.
-- Grain: a text.
create macro silver.likeness(log_pct, is_mistakable) as
case
    when silver.is_unit_change(log_pct)
        then
            format(
                ' (looks like a change of unit: {} {:.0f})',
                if(log_pct > 0, 'times', 'divided by'),
                pow(10, abs(round(log_pct / 230.2585)))
            )
    when is_mistakable then ' (looks like the inverse, or another currency''s value)'
    else ''
end;
