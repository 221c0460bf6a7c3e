-- Whether the witnesses of a market day agree, and whose rate stands. Filled by the judge (crates/judge/src/consensus.rs).
-- Grain: one row per (rate_date, currency) that a trusted witness of the day itself speaks of. Key: these.
-- The publisher is the first by precedence whose rate is accepted: the ECB by its own digits, then the market feed, then
-- the panel of central banks. Of three or more witnesses at least two must be accepted, or one by a person.
-- `deviation_pct` is the whole distance to the furthest accepted witness, and may exceed the limits beside it without a warning:
-- they are of what a witness's common part and rounding leave of its deviation (`excess_pct` of silver.deviations).
--   consensus    two or more agree
--   warning      they agree, but are further apart than usual; or who goes first, or half of all, are doubted and not blamed
--   resolved     they contradict each other: who goes before the publisher is blamed, or half of all are, or a person decided
--   conflict     they contradict each other, and it is not clear enough who is wrong: nobody's rate stands
--   unwitnessed  there is only one of the day, and none of an earlier day agrees: that one did not know this day
create table silver.consensus (
    rate_date date,
    currency silver.word,
    witness_count bigint,
    witnesses silver.word [],
    agreeing silver.word [],
    answers silver.answer_sha256 [],
    median_rate_per_eur decimal(38, 18),
    mad_pct double,
    trading_days_apart integer,
    suspects silver.word [],
    later_witnesses silver.word [],
    publisher_source silver.word,
    publisher silver.word,
    warning_pct decimal(18, 4),
    critical_pct decimal(18, 4),
    deviation_pct decimal(18, 6),
    verdict varchar
);
