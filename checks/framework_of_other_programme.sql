-- The years and questions are those of PEEL, which inspects every territorial force. A question of
-- another programme or inspectorate would make a row "not found" for each force in the views of grades.
select
    id as framework_id,
    'openpeel compares the rounds of PEEL only; another programme has no position, year or question, and '
    || 'a round of PEEL has the id peel-<year>, the label PEEL <year> and HMIC or HMICFRS as its publisher' as why
from framework
where
    (position is not null or exists (select 1 from question where framework_id = framework.id))
    and not (
        position is not null
        and id = 'peel-' || replace(replace(year, '/', '-'), '–', '-')
        and label = 'PEEL ' || year
        and publisher in ('HMIC', 'HMICFRS')
    );
