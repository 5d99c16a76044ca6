-- England and Wales is the sum of the forces' recorded crime, total by total.
select country.dataset_id, country.group_id, country.period, country.offences as stored, sum(forces.offences) as added,
    'the forces do not add to England and Wales' as why
from recorded_crime_detail as country
join recorded_crime_detail as forces
    on forces.dataset_number = country.dataset_number
    and forces.group_number = country.group_number
    and forces.period_id = country.period_id
    and forces.area_kind = 'force'
where country.area_id = 'england-and-wales'
group by country.dataset_number, country.group_number, country.period_id
having country.offences <> sum(forces.offences) or count(*) <> (select count(*) from force);
