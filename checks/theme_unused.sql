-- Every theme is the main theme of some improvement.
select theme.id as theme_id, 'no improvement has it as its main theme' as why
from theme
where not exists (
    select 1 from improvement_theme
    where improvement_theme.theme_id = theme.id and improvement_theme.position = 1
);
