-- Which forces have a base too small to be ranked on a statistic, and why?
create view statistic_small_base as
select
    statistic.label as statistic,
    area.name as force,
    statistic_note.summary as not_ranked_because,
    statistic.id as statistic_id,
    area.id as area_id
from statistic_note
join statistic_note_link on statistic_note_link.statistic_note_id = statistic_note.id
join statistic on statistic.id = statistic_note_link.statistic_id
join area on area.id = statistic_note.area_id
where statistic_note.kind = 'small-base'
order by statistic.id, area.id;
