-- Which forces are left out of which figure, and why?
create view figure_exclusion as
select
    figure.number as figure,
    figure.caption,
    area.name as excluded_force,
    caveat.summary as why,
    citation_detail.page,
    citation_detail.place,
    figure.id as figure_id,
    area.id as area_id,
    caveat.id as caveat_id,
    figure.document_id
from caveat
join caveat_figure on caveat_figure.caveat_id = caveat.id
join figure on figure.id = caveat_figure.figure_id
join caveat_area on caveat_area.caveat_id = caveat.id
join area on area.id = caveat_area.area_id and area.kind = 'force'
join citation_detail on citation_detail.citation_id = caveat.citation_id
where caveat.effect_id = 'left-out'
order by figure.document_id, figure.number, area.name;
