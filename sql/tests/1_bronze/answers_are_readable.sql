-- Every answer that was accepted can be read and typed.
-- Severity: warning
select sha256, source, endpoint, unreadable_reason
from bronze.answers
where unreadable_reason <> '';
