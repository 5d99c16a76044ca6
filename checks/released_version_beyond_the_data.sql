-- No version is released that is higher than that of the data (data/VERSION).
with part(version, first, second, third) as (
    select
        version,
        json_extract('[' || replace(version, '.', ',') || ']', '$[0]'),
        json_extract('[' || replace(version, '.', ',') || ']', '$[1]'),
        json_extract('[' || replace(version, '.', ',') || ']', '$[2]')
    from (select version from released_version union select data_version from release)
)
select released.version, 'higher than ' || data.version || ', which the data have' as why
from released_version
join part as released on released.version = released_version.version
join part as data on data.version = (select data_version from release)
where (released.first, released.second, released.third) > (data.first, data.second, data.third)
