-- An entry that stands for several improvements, or only remarks on progress, says so and is not counted. It looks
-- like one if it has place 0 or the theme of several matters, or if its summary speaks of several improvements or
-- of what has happened since.
select
    improvement.id as improvement_id,
    iif(
        looks.several, 'seems to stand for several, but its entry does not say so',
        'seems to remark on progress, but its entry does not say so'
    ) as why
from improvement
join (
    select
        id,
        position = 0
        or id in (select improvement_id from improvement_theme where theme_id = 'several-matters')
        or summary like '%not listed one by one%'
        or summary like 'several areas%' or summary like '%recommendations on %'
        or summary like 'causes of concern%' or summary like '%causes of concern were %'
        or summary like '% causes of concern on %' as several,
        summary like 'good progress%' or summary like 'little progress%' or summary like 'progress %'
        or summary like '%not enough progress%'
        or summary like '% has improved%' or summary like '%improved since%' or summary like '%improved markedly%'
        or summary like '%much better%' or summary like '%got better%'
        or summary like '%met in part%' or summary like '%not put right%'
        or summary like '%dealt with by%' or summary like '%has been dealt with%' or summary like '% now have %'
        or summary like '% are now %' or summary like '% now has %' as remark
    from improvement
) as looks on looks.id = improvement.id
where
    improvement.is_counted
    and (looks.several or looks.remark);
