-- A source is called, in the folder of sources, as files of its kind are recognised by.
with recursive pattern(source_kind_id, glob, rest) as (
    select id, null, file_pattern || ' ' from source_kind
    union all
    select
        source_kind_id,
        substr(rest, 1, instr(rest, ' ') - 1),
        substr(rest, instr(rest, ' ') + 1)
    from pattern
    where rest <> ''
)
select source.id as source_id, source.file_name || ' is not as its kind is called' as why
from source
where not exists (
    select 1 from pattern
    where pattern.source_kind_id = source.source_kind_id and source.file_name glob pattern.glob
);
