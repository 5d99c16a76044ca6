-- Which improvements of any force and year use the same words as one, and which words?
create view improvement_similar as
select
    one.force,
    one.year,
    one.summary,
    improvement_similarity.position as place_by_likeness,
    other.force as other_force,
    other.year as other_year,
    other.summary as other_summary,
    other.kind as other_kind,
    improvement_similarity.shared_words,
    improvement_similarity.likeness,
    cast((
        select group_concat(label, '; ')
        from (
            select theme.label
            from improvement_theme as own
            join improvement_theme as others using (theme_id)
            join theme on theme.id = theme_id
            where
                own.improvement_id = one.improvement_id
                and others.improvement_id = other.improvement_id
            order by theme.position
        )
    ) as text) as shared_themes,
    other.state as other_state,
    other.status as other_status,
    other.status_basis as other_status_basis,
    other.raised_on as other_raised_on,
    other.raised_from as other_raised_from,
    other.raised_to as other_raised_to,
    other.last_reported_on as other_last_reported_on,
    other.last_reported_from as other_last_reported_from,
    other.last_reported_to as other_last_reported_to,
    other.place as other_place,
    other.told_by as other_told_by,
    one.improvement_id,
    one.force_id,
    other.improvement_id as other_improvement_id,
    other.force_id as other_force_id,
    other.kind_id as other_kind_id,
    other.status_id as other_status_id,
    other.url as other_url
from improvement_similarity
join improvement_status as one on one.improvement_id = improvement_similarity.improvement_id
join improvement_status as other
    on other.improvement_id = improvement_similarity.other_improvement_id
order by one.force, one.improvement_id, improvement_similarity.position;
