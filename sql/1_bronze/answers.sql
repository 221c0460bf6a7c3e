-- The distinct answers that receipts speak of, also those that can't be read (with the reason). Loaded.
-- Grain: one row per endpoint and body, of one bank's own answers per bank and body. Key: answer_id.
create table bronze.answers (
    answer_id integer primary key,
    sha256 varchar not null,
    source varchar not null,
    endpoint varchar not null,
    first_fetched_at timestamp not null,
    last_fetched_at timestamp not null,
    receipt_count integer not null,
    unreadable_reason varchar not null
);
