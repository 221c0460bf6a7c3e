-- What people decided of a rate, as far as it was known then. Loaded.
-- Grain: one row per decision. Key: path. A revoked one has no effect, and stays on record.
-- `currency` is the one that is judged against the euro; empty: all of the witness's. An empty `witness`: whoever speaks.
create table bronze.decisions (
    path varchar primary key,
    decided_at timestamp not null,
    verdict varchar not null,
    pair varchar not null,
    currency varchar not null,
    witness varchar not null,
    since date not null,
    until date,
    reason varchar not null,
    author varchar not null,
    revoked_at timestamp,
    revoked_by varchar not null
);
