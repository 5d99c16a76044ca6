-- Which caveats reach a value? Those linked to it, to its measure or to every value of its
-- figure, within the reports that the caveat applies to. A caveat that names areas reaches only
-- values of those areas and of the areas that they lie in (a force that is left out changes the
-- total of England and Wales).
create view observation_caveat as
with report(caveat_id, inspection_id) as (
    select caveat.id, reached.id
    from caveat
    join citation on citation.id = caveat.citation_id
    join inspection as stating on stating.document_id = citation.document_id
    join inspection as reached
        on case caveat.applies_to
            when 'own-report' then reached.id = stating.id
            when 'same-round'
                then reached.framework_id = stating.framework_id
                and reached.pillar_id is stating.pillar_id
            else 1
        end
),
reach(caveat_id, observation_id) as (
    select report.caveat_id, observation.id
    from caveat_measure
    join report on report.caveat_id = caveat_measure.caveat_id
    join observation
        on observation.measure_id = caveat_measure.measure_id
        and observation.inspection_id = report.inspection_id
    union
    select caveat_figure.caveat_id, observation.id
    from caveat_figure
    join observation on observation.figure_id = caveat_figure.figure_id
    where caveat_figure.every_value
)
select reach.observation_id, reach.caveat_id
from reach
join observation on observation.id = reach.observation_id
where
    not exists (select 1 from caveat_area where caveat_area.caveat_id = reach.caveat_id)
    or exists (
        select 1 from caveat_area
        join area on area.id = caveat_area.area_id
        where
            caveat_area.caveat_id = reach.caveat_id
            and observation.area_id in (area.id, area.within_id)
    )
union
select observation_id, caveat_id from caveat_observation
order by observation_id, caveat_id;
