-- A note on open statistics touches some of them.
select id, 'touches no group of offences and no statistic' as why
from statistic_note
where
    id not in (select statistic_note_id from statistic_note_group)
    and id not in (select statistic_note_id from statistic_note_link);
