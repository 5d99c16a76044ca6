-- Totals are of single groups, no fraud in them; and victim-based crime and other crimes
-- against society make up the whole.
select total.id as total, part.id as part, 'part is a total or fraud' as why
from offence_group_part
join offence_group as total on total.number = offence_group_part.total_number
join offence_group as part on part.number = offence_group_part.part_number
where part.is_total = 1 or part.fraud = 1 or total.is_total = 0
union all
select 'all-excluding-fraud', id, 'in no part of the whole, or its part is not as victim_based says'
from offence_group
where
    is_total = 0 and fraud = 0
    and (
        select group_concat(id) from (
            select total.id
            from offence_group_part
            join offence_group as total on total.number = offence_group_part.total_number
            where
                offence_group_part.part_number = offence_group.number
                and total.id in ('all-excluding-fraud', 'victim-based', 'other-crimes-against-society')
            order by total.id
        )
    ) is not case victim_based
        when 1 then 'all-excluding-fraud,victim-based'
        else 'all-excluding-fraud,other-crimes-against-society'
    end;
