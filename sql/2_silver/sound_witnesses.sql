-- The witnesses whose answers are not wrong by themselves, and that copy no other one. What a person accepted is sound.
-- Grain: as silver.candidates.
create view silver.sound_witnesses as
select candidates.*
from silver.candidates
anti join silver.answer_invariants as unsound
    on
        candidates.observed_on = unsound.rate_date
        and candidates.source = unsound.source
        and candidates.witness = unsound.witness
        and (unsound.is_repeat or unsound.breaks_pegs)
        and not candidates.is_admitted
anti join silver.copied_witnesses as copies
    on
        candidates.observed_on = copies.rate_date
        and candidates.source = copies.source
        and candidates.witness = copies.witness;
