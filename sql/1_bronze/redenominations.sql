-- Days on which a currency's unit changed under the same code: `factor` old units are one new unit. Loaded.
-- Grain: one row per currency and day. Key: (currency, day).
create table bronze.redenominations (
    currency varchar not null,
    day date not null,
    factor decimal(18, 4) not null
);
