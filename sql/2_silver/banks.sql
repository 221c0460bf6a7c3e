-- Who the banks of the panel are: `label` is what a person reads, such as Banco de México (FIX).
-- Grain: one row per bank that the service has introduced. Key: key.
-- What a bank without `is_mid` says (an informal market, a counter, a transfer) is an observation in the role `no_mid`.
create view silver.banks as
select
    key,
    if(name = '', key, name) || if(rate_type = '', '', ' (' || rate_type || ')') as label,
    name,
    country_code,
    rate_type,
    pivot_currency,
    publish_cadence,
    is_mid
from bronze.banks;
