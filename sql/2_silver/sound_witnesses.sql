-- The witnesses whose answers are not wrong by themselves, and that copy no other one. What a person accepted is sound.
-- Grain: as silver.aligned.
create view silver.sound_witnesses as
select aligned.*
from silver.aligned
anti join silver.answer_invariants as unsound
    on
        aligned.observed_on = unsound.rate_date
        and aligned.source = unsound.source
        and aligned.witness = unsound.witness
        and (unsound.is_repeat or unsound.breaks_pegs)
        and not aligned.is_admitted
anti join silver.copied_witnesses as copies
    on
        aligned.observed_on = copies.rate_date
        and aligned.source = copies.source
        and aligned.witness = copies.witness;
