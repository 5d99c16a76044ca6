-- Which themes does an improvement have, its main theme first?
create view improvement_theme_detail as
select
    improvement_theme.improvement_id,
    improvement_theme.position,
    theme.label as theme,
    improvement_theme.theme_id
from improvement_theme
join theme on theme.id = improvement_theme.theme_id
order by improvement_theme.improvement_id, improvement_theme.position;
