-- The views with a column for each round of PEEL, or for each graded topic, have all of them.
select
    framework.id as framework_id,
    'views/comparison/grade_by_year.sql has no column ' || replace(framework.id, '-', '_')
    || ' for this round' as why
from framework
where
    framework.position is not null
    and replace(framework.id, '-', '_') not in (select name from pragma_table_info('grade_by_year'))
union all
select
    topic.id,
    'views/comparison/grade_grid.sql has no column ' || replace(topic.id, '-', '_')
    || ' for this topic' as why
from topic
where
    topic.id in (select topic_id from question where graded)
    and replace(topic.id, '-', '_') not in (select name from pragma_table_info('grade_grid'));
