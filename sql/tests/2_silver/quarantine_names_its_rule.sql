-- Every row of quarantine names its layer, rule and evidence, and an answer of bronze.
-- Finding: a withheld rate lacks its rule
-- Severity: invariant
select quarantine.rate_date, quarantine.witness, quarantine.quote_currency, quarantine.layer, quarantine.rule
from silver.quarantine
left join bronze.answers on cast(quarantine.answer as varchar) = answers.sha256
where
    quarantine.layer not in ('structural', 'logical', 'answer', 'consensus', 'statistical', 'decision')
    or coalesce(quarantine.rule, '') = ''
    or coalesce(quarantine.evidence, '') = ''
    or answers.sha256 is null;
