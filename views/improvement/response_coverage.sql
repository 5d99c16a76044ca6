-- How much is known of responses to the reports on each force: deadlines, what was found, and what nobody
-- has looked for? One row per force; every report counts once, however many rules apply to it.
create view response_coverage as
with report as (
    select
        force_id,
        inspection_id,
        max(published_basis = 'stated' and published_from = published_to) as dated,
        max(due_on is not null) as due,
        max(due_on is null and last_due is not null) as due_at_the_latest,
        max(verdict = 'late') as late,
        min(found) as found
    from response_deadline
    group by force_id, inspection_id
)
select
    force.short_name as force,
    cast(count(report.inspection_id) as integer) as reports,
    cast(total(report.dated) as integer) as with_publication_day,
    cast(total(report.due) as integer) as with_deadline,
    cast(total(report.due_at_the_latest) as integer) as with_latest_deadline,
    cast(total(report.found = 'found') as integer) as found,
    cast(total(report.found = 'found undated') as integer) as found_undated,
    cast(total(report.found = 'only a statement') as integer) as only_statement,
    cast(total(report.found = 'looked for and not found') as integer) as not_found,
    cast(total(report.found = 'not looked for') as integer) as not_looked_for,
    cast(total(report.late) as integer) as late,
    cast((
        select count(*) from response
        where response.force_id = force.area_id and response.kind <> 'not-found'
    ) as integer) as to_other_reports,
    cast((
        select max(day) from (
            select max(published_to) as day from response
            union all
            select max(published_to) from response_deadline where published_basis = 'stated'
        )
    ) as text) as read_until,
    force.area_id as force_id
from force
left join report on report.force_id = force.area_id
group by force.area_id
order by force.short_name;
