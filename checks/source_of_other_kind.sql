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
select sources.id as sources_id, sources.file_name || ' is not as its kind is called' as why
from sources
where not exists (
    select 1 from pattern
    where pattern.source_kind_id = sources.source_kind_id and sources.file_name glob pattern.glob
);
