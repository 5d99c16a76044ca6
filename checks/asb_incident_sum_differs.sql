-- England and Wales is the sum of the forces' incidents of anti-social behaviour.
select dataset_id, period, country.incidents as printed, sum(forces.incidents) as added,
    'the forces do not add to England and Wales' as why
from asb_incident_detail as country
join asb_incident_detail as forces using (dataset_id, period)
where country.area_id = 'england-and-wales' and forces.area_kind = 'force'
group by dataset_id, period
having country.incidents <> sum(forces.incidents) or count(*) <> (select count(*) from force);
