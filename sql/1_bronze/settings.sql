-- What the models are parameterised by: configuration, and how far bronze was known. Loaded; one row.
create table bronze.settings (
    known_until timestamp not null,
    warning_pct decimal(9, 4) not null,
    critical_pct decimal(9, 4) not null,
    doubt_pct decimal(9, 4) not null,
    fault_probability_max_pct decimal(9, 4) not null,
    unwitnessed boolean not null,
    witness_age_days_max integer not null
);
