-- How did recorded crime (excluding fraud) per 1,000 population go, quarter by quarter, in a
-- force and in England and Wales? Figure 1 of the report, rebuilt for every force. Each value is
-- about the 12 months that end with the quarter.
create view crime_rate_by_quarter as
select
    force_rate.period_end as quarter_end,
    force_rate.area as force,
    cast(round(force_rate.value, 2) as real) as force_per_1000,
    cast(round(country_rate.value, 2) as real) as england_and_wales_per_1000,
    -- Each rounded once, from the value itself.
    cast(printf('%.1f', force_rate.value) as text) as force_shown,
    cast(printf('%.1f', country_rate.value) as text) as england_and_wales_shown,
    force_rate.numerator as force_offences,
    force_rate.denominator as force_population,
    country_rate.numerator as england_and_wales_offences,
    country_rate.denominator as england_and_wales_population,
    force_rate.denominator_is as population_is,
    force_rate.base_year as population_year,
    force_rate.base_edition as population_edition,
    force_rate.period,
    force_rate.notes,
    force_rate.area_id,
    force_rate.dataset_id,
    force_rate.base_dataset_id
from statistic_value as force_rate
left join statistic_of_england_and_wales as country_rate
    on country_rate.statistic_id = force_rate.statistic_id
    and country_rate.period_id = force_rate.period_id
where force_rate.statistic_id = 'recorded-crime-rate' and force_rate.area_kind = 'force'
order by force_rate.period_id, force_rate.area_number;
