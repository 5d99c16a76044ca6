-- A force whose base is too small for a statistic has no place among the forces on it.
select
    statistic_number.statistic_id,
    statistic_number.period_id,
    statistic_number.area_number,
    'is ranked although its base is too small' as why
from statistic_note
join statistic_note_link on statistic_note_link.statistic_note_id = statistic_note.id
join reporting_area on reporting_area.area_id = statistic_note.area_id
join statistic_number
    on statistic_number.statistic_id = statistic_note_link.statistic_id
    and statistic_number.area_number = reporting_area.number
where
    statistic_note.kind = 'small-base'
    and coalesce(statistic_number.rank_from_highest, statistic_number.band) is not null;
