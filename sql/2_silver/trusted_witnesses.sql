-- The witnesses through which a rate may be agreed: those of answers that are not suspect, or accepted by a person.
-- Grain: as silver.candidates.
create view silver.trusted_witnesses as
select sound_witnesses.*
from silver.sound_witnesses
anti join silver.answer_checks as contradicted
    on
        sound_witnesses.observed_on = contradicted.rate_date
        and sound_witnesses.source = contradicted.source
        and sound_witnesses.witness = contradicted.witness
        and contradicted.is_contradicted
        and not sound_witnesses.is_admitted;
