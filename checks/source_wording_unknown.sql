-- A wording of a source means a known group, role, region, offence or outcome.
select source_kind_id, subject, printed, means, 'means nothing that is known' as why
from source_wording
where
    (subject = 'offence-group' and means not in (select id from offence_group))
    or (subject = 'workforce-role' and means not in (select id from workforce_role))
    or (subject = 'region' and means not in (select region from force))
    or (subject = 'offence' and means not in (select label from offence))
    or (subject = 'offence-subgroup' and means not in (select subgroup from offence))
    or (subject = 'outcome' and means not in (select label from outcome_code))
    or (subject = 'outcome-group' and means not in (select outcome_group from outcome_code));
