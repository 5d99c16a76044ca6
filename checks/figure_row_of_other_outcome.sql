-- The outcome number before a row is that of the row's measure.
select figure_row.id as figure_row_id, 'the measure is of outcome ' || measure.outcome_type_id as why
from figure_row
join measure on measure.id = figure_row.measure_id
where figure_row.outcome_type_id is not null
    and figure_row.outcome_type_id is not measure.outcome_type_id;
