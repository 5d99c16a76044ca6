-- Where did each force last stand on each statistic? One row per force and statistic, of the latest
-- period that is held, with values as one prints them. Of offences that were reclassified, the last
-- period that ends before that day: later ones count what is left of them.
create view statistic_latest as
with last_period as (
    select
        statistic_number.statistic_id,
        statistic_number.area_number,
        reporting_area.area_id,
        -- Ids of periods run as their last days do.
        max(statistic_number.period_id) as period_id,
        max(period.end_day) as period_end
    from statistic_number
    join reporting_area on reporting_area.number = statistic_number.area_number
    join period on period.id = statistic_number.period_id
    join statistic on statistic.id = statistic_number.statistic_id
    where
        not exists (
            select 1
            from statistic_note_group
            join statistic_note on statistic_note.id = statistic_note_group.statistic_note_id
            where
                statistic_note_group.group_number = statistic.group_number
                and statistic_note.kind = 'reclassified'
                and statistic_note.from_day <= period.end_day
        )
    group by statistic_number.statistic_id, reporting_area.area_id
)
select
    place.force,
    place.statistic,
    place.period,
    place.unit,
    place.value,
    place.england_and_wales_value,
    cast(case place.unit
        when 'Percent change' then printf('%+.1f%%', exact.value)
        when 'Percent' then printf('%.1f%%', exact.value)
        else printf('%.1f', exact.value)
    end as text) as value_shown,
    cast(case place.unit
        when 'Percent change' then printf('%+.1f%%', country.value)
        when 'Percent' then printf('%.1f%%', country.value)
        else printf('%.1f', country.value)
    end as text) as england_and_wales_shown,
    place.rank_from_highest,
    place.forces,
    place.band,
    place.band_rule,
    place.not_ranked_because,
    place.notes,
    near.group_mean,
    near.group_together,
    near.rank_in_group,
    near.ranked_in_group,
    near.forces_counted,
    place.statistic_id,
    place.area_id
from statistic_rank as place
join last_period
    on last_period.statistic_id = place.statistic_id
    and last_period.area_id = place.area_id
    and last_period.period_end = place.period_end
-- One prints the value itself: what has been rounded once is not rounded again.
join statistic_number as exact
    on exact.statistic_id = last_period.statistic_id
    and exact.period_id = last_period.period_id
    and exact.area_number = last_period.area_number
left join statistic_of_england_and_wales as country
    on country.statistic_id = last_period.statistic_id
    and country.period_id = last_period.period_id
left join force_against_group as near
    on near.force_id = last_period.area_id
    and near.statistic_id = last_period.statistic_id
    and near.period_id = last_period.period_id
join statistic on statistic.id = place.statistic_id
order by place.force, statistic.outcome_number is not null, statistic.outcome_number, place.statistic;
