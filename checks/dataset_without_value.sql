-- Each edition of open statistics has values.
select id, 'no value is taken from it' as why
from dataset
where number not in (
    select dataset_number from recorded_crime
    union select dataset_number from recorded_offence
    union select dataset_number from recorded_crime_published
    union select dataset_number from population
    union select dataset_number from household
    union select dataset_number from asb_incident
    union select dataset_number from crime_outcome_sum
    union select dataset_number from workforce
    union select dataset_number from boundary
);
