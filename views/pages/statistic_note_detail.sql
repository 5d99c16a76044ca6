-- Which caveats apply to each statistic, from when to when, and for which force?
create view statistic_note_detail as
select
    statistic.label as statistic,
    statistic_note.summary,
    statistic_note.from_day,
    statistic_note.until_day,
    statistic_note.area_id,
    statistic.id as statistic_id,
    statistic_note.id as statistic_note_id
from statistic
join statistic_note
    on statistic_note.id in (
        select statistic_note_id from statistic_note_link where statistic_note_link.statistic_id = statistic.id
    )
    or statistic_note.id in (
        select statistic_note_id from statistic_note_group
        where statistic_note_group.group_number = statistic.group_number
    )
where statistic_note.kind <> 'small-base'
order by statistic.id, statistic_note.area_id is not null, statistic_note.id;
