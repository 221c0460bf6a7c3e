-- The receipts of all requests, as they lie in bronze. Loaded.
-- Grain: one row per request. Key: path.
create table bronze.receipts (
    path varchar primary key,
    source varchar not null,
    endpoint varchar not null,
    parameters varchar not null,
    fetched_at timestamp not null,
    http_status integer,
    sha256 varchar,
    bytes bigint not null,
    outcome varchar not null,
    reason varchar not null,
    attempts integer not null,
    run_id varchar not null,
    tool_version varchar not null
);
