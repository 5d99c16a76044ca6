-- Which forces were in Engage, from when until when, for how long, and on which causes of concern? A
-- month or year alone stands for its first and last day; a stay without an end is one of which no page
-- that we have read reports the end.
create view monitoring_stay as
with move as (
    select
        monitoring_event.*,
        lead(id) over (partition by force_id order by happened_from, id) as next_id
    from monitoring_event
    -- Other phases, such as a commissioner's own, end no stay.
    where phase_id in ('engage', 'scan')
),
concern as (
    select monitoring_concern.*, improvement.summary
    from monitoring_concern
    join improvement on improvement.id = monitoring_concern.improvement_id
)
select
    force.short_name as force,
    into_engage.happened_on as moved_in_on,
    into_engage.happened_from as moved_in_from,
    into_engage.happened_to as moved_in_to,
    out_of.happened_on as moved_out_on,
    out_of.happened_from as moved_out_from,
    out_of.happened_to as moved_out_to,
    cast(case
        when out_of.id is null then 'no move out found'
        else 'ended'
    end as text) as end_basis,
    -- By the first and last days that can be meant.
    cast(julianday(out_of.happened_from) - julianday(into_engage.happened_to) as integer) as days_at_least,
    cast(julianday(out_of.happened_to) - julianday(into_engage.happened_from) as integer) as days_at_most,
    into_engage.summary as reasons,
    cast((
        select group_concat(summary, ' ')
        from (
            select summary from concern
            where monitoring_event_id = into_engage.id and relation = 'reason'
            order by improvement_id
        )
    ) as text) as causes_of_concern,
    cast((
        select count(*) from concern
        where monitoring_event_id = into_engage.id and relation in ('reason', 'added')
    ) as integer) as causes_known,
    out_of.summary as ended_by,
    into_engage.doubt as moved_in_doubt,
    out_of.doubt as moved_out_doubt,
    in_place.document as moved_in_page,
    in_place.told_by as moved_in_told_by,
    in_place.url as moved_in_url,
    out_place.document as moved_out_page,
    out_place.told_by as moved_out_told_by,
    out_place.url as moved_out_url,
    into_engage.id as moved_in_id,
    out_of.id as moved_out_id,
    into_engage.force_id
from move as into_engage
join force on force.area_id = into_engage.force_id
join citation_detail as in_place on in_place.citation_id = into_engage.citation_id
left join move as out_of on out_of.id = into_engage.next_id
left join citation_detail as out_place on out_place.citation_id = out_of.citation_id
where into_engage.phase_id = 'engage'
order by into_engage.happened_from, into_engage.force_id;
