-- A force that a caveat leaves out of a figure has a row there that says its value is missing.
select figure_exclusion.figure_id, figure_exclusion.area_id, 'no missing value' as why
from figure_exclusion
where not exists (
    select 1 from observation
    where
        observation.figure_id = figure_exclusion.figure_id
        and observation.area_id = figure_exclusion.area_id
        and observation.missing_reason is not null
);
