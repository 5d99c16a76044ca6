-- The parts of a table add up to its groups and totals, but for rounding.
select figure_row_id, area_id, rows_below_add_to || ' against a stated ' || stated as why
from figure_sum
where verdict = 'does not add up';
