-- openpeel: police inspections of England and Wales as one relational database.
--
-- The order is the order in which one would explain it: who is inspected, on
-- what scale, with which questions; what was published and where in it a fact
-- stands; what was judged and asked to improve; what was measured; what
-- qualifies those values; and what the words mean.
--
-- What each table is and what its columns mean is in tables/<table>.yml and columns.yml,
-- and in the tables dictionary_table and dictionary_column of the built file. Comments here
-- say why something is as it is.
--
-- Conventions
--   * Text slugs are keys wherever a person would type or link one.
--   * Days are ISO 8601 text. Where only a month or a year is known the text
--     stops there (2016-02, 2015); nothing is padded. The columns `…_from` and `…_to` give
--     the first and last day that such a text can mean.
--   * A missing value is a row with a reason, never an absent row.
--   * `summary`, `label`, `definition` and `purpose` are openpeel's own words.
--     `text` holds an inspectorate's words and is filled only when the reader's
--     own copy of the report is loaded.
--   * `citation_id` is where the fact of the row is stated.

------------------------------------------------------------------------------
-- Who and where
------------------------------------------------------------------------------

create table area (
    id text not null primary key,
    name text not null,
    kind text not null check (kind in ('force', 'country', 'forces', 'place', 'body')),
    gss_code text unique,
    within_id text references area(id)
) strict;

create table force (
    area_id text not null primary key references area(id),
    name text not null unique,
    short_name text not null unique,
    police_uk_id text not null unique,
    region text not null
) strict;

create table alias (
    id text not null primary key,
    alias text not null unique,
    kind text not null check (kind in ('abbreviation', 'short-name', 'former-name', 'later-name',
        'welsh-name', 'other-name', 'word')),
    -- Either a force, by its short name, or the words that the data use.
    force_id text references force(area_id),
    means text,
    note text not null,
    check ((force_id is null) <> (means is null))
) strict;

-- What reports call a force or its area where that is not the name in the table force.
create table force_wording (
    force_id text not null references force(area_id),
    subject text not null check (subject in ('force', 'area')),
    wording text not null,
    note text not null,
    primary key (force_id, subject, wording)
) strict;

------------------------------------------------------------------------------
-- Scales, frameworks and questions
------------------------------------------------------------------------------

create table scale (
    id text not null primary key,
    label text not null
) strict;

create table grade (
    id text not null primary key,
    label text not null,
    symbol text not null unique
) strict;

create table scale_grade (
    scale_id text not null references scale(id),
    grade_id text not null references grade(id),
    rank integer check (rank >= 1),
    primary key (scale_id, grade_id),
    unique (scale_id, rank)
) strict;

create table topic (
    id text not null primary key,
    label text not null unique,
    description text not null,
    position integer not null unique
) strict;

create table pillar (
    id text not null primary key,
    label text not null unique
) strict;

create table framework (
    id text not null primary key,
    position integer unique check (position >= 1),
    label text not null unique,
    year text unique check ((year is null) = (position is null)),
    publisher text not null,
    scale_id text references scale(id),
    note text not null
) strict;

create table question (
    id text not null primary key,
    framework_id text not null references framework(id),
    pillar_id text not null references pillar(id),
    parent_id text references question(id),
    position integer not null check (position >= 0),
    label text not null,
    topic_id text not null references topic(id),
    graded integer not null check (graded in (0, 1)),
    asked_of text not null check (asked_of in ('every-force', 'some-forces', 'by-region')),
    report text,
    unique (framework_id, pillar_id, position),
    unique (framework_id, pillar_id, topic_id)
) strict;

create table question_link (
    id text not null primary key,
    framework_id text not null references framework(id),
    later_question_id text references question(id),
    earlier_question_id text references question(id),
    relation text not null check (relation in ('same', 'reworded', 'merged', 'split', 'new',
        'dropped')),
    note text not null,
    unique (later_question_id, earlier_question_id),
    check ((later_question_id is null) = (relation = 'dropped')),
    check ((earlier_question_id is null) = (relation = 'new'))
) strict;

create table framework_break (
    later_framework_id text not null references framework(id),
    earlier_framework_id text not null references framework(id),
    reason text not null,
    citation_id text not null references citation(id),
    primary key (later_framework_id, earlier_framework_id)
) strict;

------------------------------------------------------------------------------
-- What was published, and where in it a fact stands
------------------------------------------------------------------------------

create table site (
    id text not null primary key,
    base_url text not null unique check (base_url glob 'http*://*/'),
    -- Who speaks on it: a grade counts for more on the inspectorate's own pages.
    kind text not null check (kind in ('inspectorate', 'government', 'police', 'policing-body',
        'press', 'satire', 'copy', 'panel', 'other'))
) strict;

create table document (
    id text not null primary key,
    title text not null,
    publisher text not null,
    kind text not null check (kind in ('inspection-report', 'national-report',
        'guidance', 'statistics', 'web-page')),
    published_on text check (published_on glob '[12][0-9][0-9][0-9]'
        or published_on glob '[12][0-9][0-9][0-9]-[01][0-9]'
        or published_on glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    published_from text generated always as (published_on || substr('-01-01', length(published_on) - 3)),
    published_to text generated always as (
        case length(published_on)
            when 10 then published_on
            when 7 then date(published_on || '-01', '+1 month', '-1 day')
            else published_on || '-12-31'
        end
    ),
    -- Address: the site's base_url followed by path.
    site_id text references site(id),
    path text check (path not glob '/*' and path not glob 'http*' and path not glob '* *'),
    licence text,
    -- What text of the inspectorate the page copies, where it is not the inspectorate's own page.
    carries text check (carries in ('release', 'report')),
    -- Last numbered page; how pages were counted, where it needs saying.
    pages integer check (pages > 0),
    note text,
    check ((site_id is null) = (path is null))
) strict;

create table section (
    id text not null primary key,
    document_id text not null references document(id),
    parent_id text references section(id),
    level integer not null check (level between 1 and 4),
    position integer not null check (position >= 1),
    label text not null,
    page integer not null check (page >= 1),
    unique (document_id, position)
) strict;

create table citation (
    id text not null primary key,
    document_id text not null references document(id),
    section_id text references section(id),
    page integer check (page >= 1),
    footnote_number integer check (footnote_number >= 1),
    url text check (url glob 'http*://*'),
    -- Without a page it is a web page as a whole, whose address the document has.
    check (page is not null or (section_id is null and footnote_number is null))
) strict;

------------------------------------------------------------------------------
-- Inspections, judgments, improvements
------------------------------------------------------------------------------

create table publication (
    id text not null primary key,
    framework_id text not null references framework(id),
    pillar_id text not null references pillar(id),
    report text,
    force_id text references force(area_id),
    published_on text not null check (published_on glob '[12][0-9][0-9][0-9]'
        or published_on glob '[12][0-9][0-9][0-9]-[01][0-9]'
        or published_on glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    basis text not null check (basis in ('stated', 'page-date')),
    published_from text generated always as (published_on || substr('-01-01', length(published_on) - 3)),
    published_to text generated always as (
        case length(published_on)
            when 10 then published_on
            when 7 then date(published_on || '-01', '+1 month', '-1 day')
            else published_on || '-12-31'
        end
    ),
    note text,
    citation_id text not null references citation(id),
    unique (framework_id, pillar_id, report, force_id)
) strict;

create table publication_statement (
    publication_id text not null references publication(id),
    published_on text not null check (published_on glob '[12][0-9][0-9][0-9]'
        or published_on glob '[12][0-9][0-9][0-9]-[01][0-9]'
        or published_on glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    published_from text generated always as (published_on || substr('-01-01', length(published_on) - 3)),
    published_to text generated always as (
        case length(published_on)
            when 10 then published_on
            when 7 then date(published_on || '-01', '+1 month', '-1 day')
            else published_on || '-12-31'
        end
    ),
    note text,
    citation_id text not null references citation(id),
    primary key (publication_id, citation_id)
) strict;

create table inspection (
    id text not null primary key,
    force_id text not null references force(area_id),
    framework_id text not null references framework(id),
    pillar_id text references pillar(id),
    kind text not null check (kind in ('inspection', 'revisit', 're-inspection')),
    label text not null unique,
    fieldwork_start text check (fieldwork_start glob '[12][0-9][0-9][0-9]*'),
    fieldwork_end text check (fieldwork_end glob '[12][0-9][0-9][0-9]*'),
    fieldwork_from text generated always as (fieldwork_start || substr('-01-01', length(fieldwork_start) - 3)),
    fieldwork_to text generated always as (
        case length(fieldwork_end)
            when 10 then fieldwork_end
            when 7 then date(fieldwork_end || '-01', '+1 month', '-1 day')
            else fieldwork_end || '-12-31'
        end
    ),
    published_on text check (published_on glob '[12][0-9][0-9][0-9]*'),
    published_basis text check (published_basis in ('stated', 'page-date')),
    -- Null for the date of a page: how much earlier the report came out is not known.
    published_from text generated always as (
        case published_basis
            when 'stated' then published_on || substr('-01-01', length(published_on) - 3)
        end
    ),
    published_to text generated always as (
        case length(published_on)
            when 10 then published_on
            when 7 then date(published_on || '-01', '+1 month', '-1 day')
            else published_on || '-12-31'
        end
    ),
    document_id text references document(id),
    follows_id text references inspection(id),
    note text,
    citation_id text not null references citation(id),
    check ((published_on is null) = (published_basis is null))
) strict;

create table judgment (
    inspection_id text not null references inspection(id),
    question_id text not null references question(id),
    grade_id text not null references grade(id),
    carried_from_inspection_id text,
    carried_from_question_id text,
    carried_from_basis text check (carried_from_basis in ('stated', 'latest', 'outside', 'not-held')),
    citation_id text not null references citation(id),
    primary key (inspection_id, question_id),
    foreign key (carried_from_inspection_id, carried_from_question_id)
        references judgment(inspection_id, question_id),
    check ((carried_from_inspection_id is null) = (carried_from_question_id is null)),
    check ((carried_from_inspection_id is null)
        = (coalesce(carried_from_basis, 'outside') in ('outside', 'not-held')))
) strict;

create table judgment_evidence (
    inspection_id text not null,
    question_id text not null,
    citation_id text not null references citation(id),
    grade_id text not null references grade(id),
    doubt text,
    note text,
    primary key (inspection_id, question_id, citation_id),
    foreign key (inspection_id, question_id) references judgment(inspection_id, question_id)
) strict;

create table disagreement (
    force_id text not null references force(area_id),
    question_id text not null references question(id),
    grade_id text not null references grade(id),
    reason text not null,
    citation_id text not null references citation(id),
    primary key (force_id, question_id)
) strict;

create table not_inspected (
    force_id text not null references force(area_id),
    question_id text not null references question(id),
    reason text not null,
    citation_id text not null references citation(id),
    primary key (force_id, question_id)
) strict;

create table published_total (
    question_id text not null references question(id),
    grade_id text not null references grade(id),
    forces integer not null check (forces >= 0),
    note text,
    citation_id text not null references citation(id),
    primary key (question_id, grade_id)
) strict;

-- How many questions of a force got each grade in a round. A page that names the counts of some
-- grades and of all questions counts none of the rest, so zero is a count too.
create table published_force_total (
    force_id text not null references force(area_id),
    framework_id text not null references framework(id),
    grade_id text not null references grade(id),
    questions integer not null check (questions >= 0),
    basis text not null check (basis in ('stated', 'counted')),
    leaves_out_id text references question(id),
    note text,
    citation_id text not null references citation(id),
    primary key (force_id, framework_id, grade_id)
) strict;

-- A number that a web page gives of a force, on its own: no series, and on no base that is known
-- well enough to set it beside official statistics.
create table force_number (
    id text not null primary key,
    force_id text not null references force(area_id),
    measure text not null,
    unit_id text not null references unit(id),
    value real not null check (value >= 0 and (unit_id <> 'percent' or value <= 100)),
    printed text not null check (cast(printed as real) = value),
    out_of text,
    period text not null,
    note text,
    citation_id text not null references citation(id)
) strict;

create table excluded_reading (
    id text not null primary key,
    force_id text not null references force(area_id),
    framework_id text not null references framework(id),
    asked text not null,
    grade_id text not null references grade(id),
    why text not null,
    citation_id text not null references citation(id)
) strict;

create table improvement (
    id text not null primary key,
    inspection_id text references inspection(id),
    inferred_from_id text references inspection(id),
    question_id text references question(id),
    topic_id text not null references topic(id),
    kind text not null check (kind in ('area-for-improvement', 'cause-of-concern',
        'recommendation', 'finding')),
    -- 0: no place in a list.
    position integer not null check (position >= 0),
    -- Null: one improvement, which counts as one. Others are in no count: several that a page speaks of together, and a
    -- remark on progress that does not say what was asked.
    entry text check (entry in ('several', 'remark')),
    stands_for integer check (stands_for >= 2),
    basis text not null check (basis in ('stated', 'implied')),
    -- Counts of improvements are of these.
    is_counted integer not null generated always as (basis = 'stated' and entry is null),
    summary text not null,
    text text,
    deadline text check (deadline glob '[12][0-9][0-9][0-9]*'),
    deadline_from text generated always as (deadline || substr('-01-01', length(deadline) - 3)),
    deadline_to text generated always as (
        case length(deadline)
            when 10 then deadline
            when 7 then date(deadline || '-01', '+1 month', '-1 day')
            else deadline || '-12-31'
        end
    ),
    deadline_as_worded text,
    concern_id text references improvement(id),
    citation_id text not null references citation(id),
    check ((basis = 'stated') = (inspection_id is not null)),
    check ((basis = 'implied') = (inferred_from_id is not null)),
    check (concern_id is null or kind = 'recommendation'),
    check (stands_for is null or entry = 'several')
) strict;

-- What a report holds up as an example; never counted among what a force has to improve.
create table practice (
    id text not null primary key,
    inspection_id text not null references inspection(id),
    question_id text not null references question(id),
    kind text not null check (kind in ('innovative-practice', 'promising-practice')),
    position integer not null check (position >= 1),
    summary text not null,
    text text,
    citation_id text not null references citation(id)
) strict;

create table improvement_event (
    id text not null primary key,
    improvement_id text not null references improvement(id),
    position integer not null check (position >= 1),
    -- Null: the page gives no day, and none is made up.
    happened_on text check (happened_on glob '[12][0-9][0-9][0-9]'
        or happened_on glob '[12][0-9][0-9][0-9]-[01][0-9]'
        or happened_on glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    happened_from text generated always as (happened_on || substr('-01-01', length(happened_on) - 3)),
    happened_to text generated always as (
        case length(happened_on)
            when 10 then happened_on
            when 7 then date(happened_on || '-01', '+1 month', '-1 day')
            else happened_on || '-12-31'
        end
    ),
    said_by text not null check (said_by in ('inspectorate', 'force', 'policing-body', 'panel')),
    status text not null check (status in ('raised', 'in-progress', 'partly-met', 'met',
        'not-met', 'worse', 'superseded', 'not-stated')),
    status_basis text check (status_basis in ('named', 'read')),
    status_as_worded text,
    summary text not null,
    doubt text,
    inspection_id text references inspection(id),
    citation_id text not null references citation(id),
    unique (improvement_id, position)
) strict;

create table improvement_link (
    later_improvement_id text not null references improvement(id),
    earlier_improvement_id text not null references improvement(id),
    relation text not null check (relation in ('repeats', 'supersedes', 'reframes', 'merges')),
    note text not null,
    primary key (later_improvement_id, earlier_improvement_id),
    check (later_improvement_id <> earlier_improvement_id)
) strict;

-- What an improvement is about, assigned by hand; the topic says only under which question it was raised.
create table theme (
    id text not null primary key,
    position integer not null unique check (position >= 1),
    label text not null unique,
    definition text not null,
    excludes text not null
) strict;

create table improvement_theme (
    improvement_id text not null references improvement(id),
    theme_id text not null references theme(id),
    -- 1 is the main theme: what has to change. Others say whom or what else it concerns.
    position integer not null check (position >= 1),
    primary key (improvement_id, theme_id),
    unique (improvement_id, position)
) strict;

-- Filled by the build: the most similar summaries of each improvement, by the words they share.
create table improvement_similarity (
    improvement_id text not null references improvement(id),
    position integer not null check (position >= 1),
    other_improvement_id text not null references improvement(id),
    likeness real not null check (likeness > 0 and likeness <= 1),
    shared_words text not null,
    primary key (improvement_id, position),
    unique (improvement_id, other_improvement_id),
    check (improvement_id <> other_improvement_id)
) strict;

create table response_rule (
    id text not null primary key,
    label text not null unique,
    kind text not null check (kind in ('statute', 'own-page')),
    force_id text references force(area_id),
    days integer check (days >= 1),
    counts_first_day integer not null check (counts_first_day in (0, 1)),
    -- Reports that came out from the one day to the other; null: without end.
    from_day text check (from_day is date(from_day, '+0 days')),
    until_day text check (until_day is date(until_day, '+0 days')),
    summary text not null,
    citation_id text not null references citation(id),
    since_citation_id text references citation(id),
    check ((kind = 'own-page') = (force_id is not null)),
    check (from_day <= until_day)
) strict;

create table response (
    id text not null primary key,
    -- The inspection whose report it answers, or the force and the national report.
    inspection_id text references inspection(id),
    force_id text references force(area_id),
    report text,
    report_published_on text check (report_published_on glob '[12][0-9][0-9][0-9]*'),
    kind text not null check (kind in ('comments', 'statement', 'not-found')),
    published_on text check (published_on glob '[12][0-9][0-9][0-9]'
        or published_on glob '[12][0-9][0-9][0-9]-[01][0-9]'
        or published_on glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    published_from text generated always as (published_on || substr('-01-01', length(published_on) - 3)),
    published_to text generated always as (
        case length(published_on)
            when 10 then published_on
            when 7 then date(published_on || '-01', '+1 month', '-1 day')
            else published_on || '-12-31'
        end
    ),
    note text,
    citation_id text not null references citation(id),
    check (kind <> 'not-found' or published_on is null),
    check ((inspection_id is null) = (report is not null)),
    check ((force_id is null) = (report is null)),
    check (report_published_on is null or report is not null)
) strict;

------------------------------------------------------------------------------
-- Monitoring
------------------------------------------------------------------------------

create table monitoring_phase (
    id text not null primary key,
    label text not null unique,
    description text not null
) strict;

create table monitoring_event (
    id text not null primary key,
    force_id text not null references force(area_id),
    -- The phase that the force moved to.
    phase_id text not null references monitoring_phase(id),
    happened_on text not null check (happened_on glob '[12][0-9][0-9][0-9]'
        or happened_on glob '[12][0-9][0-9][0-9]-[01][0-9]'
        or happened_on glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    happened_from text generated always as (happened_on || substr('-01-01', length(happened_on) - 3)),
    happened_to text generated always as (
        case length(happened_on)
            when 10 then happened_on
            when 7 then date(happened_on || '-01', '+1 month', '-1 day')
            else happened_on || '-12-31'
        end
    ),
    said_by text not null check (said_by in ('inspectorate', 'policing-body')),
    summary text not null,
    doubt text,
    citation_id text not null references citation(id),
    unique (force_id, happened_on)
) strict;

create table monitoring_statement (
    monitoring_event_id text not null references monitoring_event(id),
    happened_on text check (happened_on glob '[12][0-9][0-9][0-9]'
        or happened_on glob '[12][0-9][0-9][0-9]-[01][0-9]'
        or happened_on glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    happened_from text generated always as (happened_on || substr('-01-01', length(happened_on) - 3)),
    happened_to text generated always as (
        case length(happened_on)
            when 10 then happened_on
            when 7 then date(happened_on || '-01', '+1 month', '-1 day')
            else happened_on || '-12-31'
        end
    ),
    status_as_worded text,
    doubt text,
    citation_id text not null references citation(id),
    primary key (monitoring_event_id, citation_id)
) strict;

create table monitoring_concern (
    monitoring_event_id text not null references monitoring_event(id),
    improvement_id text not null references improvement(id),
    relation text not null check (relation in ('reason', 'added', 'closed', 'remaining')),
    note text,
    primary key (monitoring_event_id, improvement_id)
) strict;

------------------------------------------------------------------------------
-- Measures and values
------------------------------------------------------------------------------

create table unit (
    id text not null primary key,
    label text not null unique,
    pattern text not null check (pattern like '%{}%'),
    pattern_of_one text check (pattern_of_one like '%{}%' and pattern_of_one <> pattern)
) strict;

create table outcome_type (
    id text not null primary key,
    number integer not null unique check (number >= 1),
    label text not null
) strict;

create table subject (
    id text not null primary key,
    label text not null unique
) strict;

create table measure (
    id text not null primary key,
    label text not null unique,
    unit_id text not null references unit(id),
    topic_id text not null references topic(id),
    definition text not null,
    numerator text,
    denominator text,
    polarity text not null check (polarity in ('higher-is-better', 'lower-is-better', 'neither')),
    polarity_reason text,
    outcome_type_id text references outcome_type(id),
    every_force integer not null check (every_force in (0, 1)),
    check ((polarity = 'neither') = (polarity_reason is null)),
    check ((numerator is null) = (denominator is null))
) strict;

create table measure_subject (
    measure_id text not null references measure(id),
    subject_id text not null references subject(id),
    primary key (measure_id, subject_id)
) strict;

create table figure (
    id text not null primary key,
    document_id text not null references document(id),
    number integer not null check (number >= 1),
    caption text not null,
    kind text not null check (kind in ('line', 'table', 'bar-by-force', 'bar')),
    source text not null,
    source_elsewhere text,
    values_published integer not null check (values_published in (0, 1)),
    citation_id text not null references citation(id),
    method_citation_id text references citation(id),
    unique (document_id, number)
) strict;

create table figure_row (
    id text not null primary key,
    figure_id text not null references figure(id),
    position integer not null check (position >= 1),
    parent_id text references figure_row(id),
    role text not null check (role in ('value', 'group', 'heading', 'total')),
    label text not null,
    outcome_type_id text references outcome_type(id),
    measure_id text references measure(id),
    unique (figure_id, position),
    unique (figure_id, measure_id),
    check ((role = 'heading') = (measure_id is null))
) strict;

create table observation (
    id text not null primary key,
    inspection_id text not null references inspection(id),
    measure_id text not null references measure(id),
    area_id text not null references area(id),
    figure_id text references figure(id),
    restates_id text references observation(id),
    -- First and last day that the value is about; equal for a value as at a day;
    -- both null where the report gives no date (then period_note says what it is about).
    period_start text check (period_start is date(period_start, '+0 days')),
    period_end text check (period_end is date(period_end, '+0 days')),
    period_note text,
    baseline_start text check (baseline_start is date(baseline_start, '+0 days')),
    baseline_end text check (baseline_end is date(baseline_end, '+0 days')),
    value real,
    value_high real,
    decimals integer check (decimals between 0 and 4),
    printed text,
    qualifier text check (qualifier in ('about', 'almost', 'an estimated', 'approximately',
        'around', 'as few as', 'as many as', 'at least', 'at most', 'close to', 'fewer than',
        'in excess of', 'just over', 'just under', 'less than', 'more than', 'nearly',
        'no fewer than', 'no less than', 'no more than', 'over', 'roughly', 'slightly over',
        'slightly under', 'some', 'under', 'up to', 'well over', 'well under')),
    approximate integer not null generated always as (qualifier is not null) stored,
    missing_reason text check (missing_reason in ('not-supplied', 'not-graded', 'not-published',
        'excluded', 'not-applicable')),
    note text,
    citation_id text not null references citation(id),
    check ((value is null) = (missing_reason is not null)),
    check ((value is null) = (decimals is null)),
    check ((value is null) = (printed is null)),
    check (value_high is null or value_high > value),
    check ((period_start is null) = (period_end is null)),
    check (period_start <= period_end),
    check (period_start is not null or period_note is not null),
    check ((baseline_start is null) = (baseline_end is null)),
    check (baseline_start <= baseline_end)
) strict;

------------------------------------------------------------------------------
-- Open statistics
------------------------------------------------------------------------------

-- Tables that may grow to millions of rows: their keys are numbers, they are kept in the
-- order of their keys (without rowid), and labels are put to them by views
-- (recorded_crime_detail, crime_outcome_detail, …), which read better than the tables.

create table source_kind (
    id text not null primary key,
    title text not null unique,
    publisher text not null,
    licence text not null,
    -- Address of the page that offers it: the base_url of the site followed by path, if any.
    site_id text not null references site(id),
    path text,
    file_pattern text not null,
    -- The kind that counts the same in another way: of both, the newest edition counts.
    same_as_kind_id text references source_kind(id) check (same_as_kind_id <> id),
    note text
) strict;

create table source_wording (
    source_kind_id text not null references source_kind(id),
    subject text not null check (subject in ('header', 'region', 'offence-group', 'offence',
        'offence-subgroup', 'outcome', 'outcome-group', 'workforce-role')),
    printed text not null,
    means text not null,
    primary key (source_kind_id, subject, printed)
) strict;

-- What publishers have called an area over the years, in files of any kind. Names are compared
-- without case, marks of footnotes and the difference of & and "and".
create table area_name (
    printed text not null primary key,
    area_id text not null references area(id),
    note text not null
) strict;

create table correction (
    source_kind_id text not null references source_kind(id),
    edition text not null,
    header text not null,
    printed text not null,
    corrected text not null,
    records integer not null check (records >= 1),
    reason text not null,
    primary key (source_kind_id, edition, header, printed)
) strict;

create table dataset (
    number integer primary key,
    id text not null unique,
    source_kind_id text not null references source_kind(id),
    -- Last month that it covers and, where that is known, when it came out.
    edition text not null,
    released_on text check (released_on is date(released_on, '+0 days')),
    title text not null,
    period_start text not null check (period_start is date(period_start, '+0 days')),
    period_end text not null check (period_end is date(period_end, '+0 days')),
    extent text not null check (extent in ('full', 'excerpt')),
    file_name text not null,
    sha256 text not null check (length(sha256) = 64),
    records integer not null check (records >= 1),
    -- What was doubtful in the file and accepted all the same, with `build --accept`.
    accepted text,
    unique (source_kind_id, edition),
    check (period_start <= period_end),
    check (period_end < released_on)
) strict;

-- Editions of one kind differ in which tables they have.
create table dataset_table (
    dataset_number integer not null references dataset(number),
    name text not null,
    position integer not null check (position >= 1),
    status text not null check (status in ('read', 'not-read', 'absent')),
    records integer not null check (records >= 0),
    -- What the file calls it otherwise, or where it disagrees with another table of the file.
    note text,
    primary key (dataset_number, name),
    check ((status = 'read') = (records > 0))
) strict, without rowid;

create table reporting_area (
    number integer primary key,
    area_id text not null unique references area(id)
) strict;

create table period (
    id integer primary key,
    start_day text not null check (start_day is date(start_day, '+0 days')),
    end_day text not null check (end_day is date(end_day, '+0 days')),
    months integer not null check (months >= 0),
    label text not null unique,
    check (start_day <= end_day)
) strict;

create table offence_group (
    number integer primary key,
    id text not null unique,
    label text not null unique,
    is_total integer not null check (is_total in (0, 1)),
    victim_based integer check (victim_based in (0, 1)),
    fraud integer not null check (fraud in (0, 1)),
    note text
) strict;

create table offence_group_part (
    total_number integer not null references offence_group(number),
    part_number integer not null references offence_group(number),
    primary key (total_number, part_number),
    check (total_number <> part_number)
) strict;

create table offence (
    number integer primary key,
    code text not null unique,
    label text not null,
    group_number integer not null references offence_group(number),
    subgroup text not null
) strict;

create table outcome_code (
    number integer primary key,
    outcome_type_id text unique references outcome_type(id),
    label text not null unique,
    outcome_group text not null,
    -- First and last day on which the police could give it: no first day where we have not seen
    -- it stated, no last day where they still can.
    first_used text check (first_used is date(first_used, '+0 days')),
    last_used text check (last_used is date(last_used, '+0 days')),
    check (number > 0 or first_used is null),
    check (last_used >= first_used)
) strict;

create table workforce_role (
    number integer primary key,
    id text not null unique,
    label text not null unique,
    worker_type text not null check (worker_type in ('police-officer', 'police-staff',
        'police-community-support-officer', 'designated-officer', 'special-constable',
        'police-support-volunteer', 'traffic-warden')),
    is_total integer not null check (is_total in (0, 1))
) strict;

create table recorded_crime (
    dataset_number integer not null references dataset(number),
    group_number integer not null references offence_group(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    offences integer not null,
    primary key (dataset_number, group_number, period_id, area_number)
) strict, without rowid;

-- The offences that an edition lists, as it calls and classes them.
create table listed_offence (
    dataset_number integer not null references dataset(number),
    listed_number integer not null check (listed_number >= 1),
    code text not null,
    description text not null,
    group_number integer not null references offence_group(number),
    subgroup text not null,
    primary key (dataset_number, listed_number),
    unique (dataset_number, code, description, subgroup)
) strict, without rowid;

create table recorded_offence (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    listed_number integer not null,
    offences integer,
    missing_reason text check (missing_reason in ('not-provided')),
    primary key (dataset_number, period_id, area_number, listed_number),
    foreign key (dataset_number, listed_number)
        references listed_offence(dataset_number, listed_number),
    check ((offences is null) = (missing_reason is not null))
) strict, without rowid;

-- Made once at the build, since nearly every question asks for these sums.
create table recorded_crime_sum (
    dataset_number integer not null references dataset(number),
    group_number integer not null references offence_group(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    offences integer not null,
    primary key (dataset_number, group_number, period_id, area_number)
) strict, without rowid;

create table recorded_crime_published (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    group_number integer not null references offence_group(number),
    area_number integer not null references reporting_area(number),
    offences integer,
    missing_reason text check (missing_reason in ('not-available')),
    change_percent real,
    rate_per_1000_population real,
    rate_per_1000_households real,
    primary key (dataset_number, period_id, group_number, area_number),
    check ((offences is null) = (missing_reason is not null))
) strict, without rowid;

create table population (
    dataset_number integer not null references dataset(number),
    year integer not null check (year between 1900 and 2100),
    area_number integer not null references reporting_area(number),
    people integer not null check (people > 0),
    primary key (dataset_number, year, area_number)
) strict, without rowid;

create table household (
    dataset_number integer not null references dataset(number),
    year integer not null check (year between 1900 and 2100),
    area_number integer not null references reporting_area(number),
    households integer not null check (households > 0),
    primary key (dataset_number, year, area_number)
) strict, without rowid;

create table asb_incident (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    incidents integer check (incidents >= 0),
    missing_reason text check (missing_reason in ('not-available')),
    rate_per_1000_population real check (rate_per_1000_population > 0),
    primary key (dataset_number, period_id, area_number),
    check ((incidents is null) = (missing_reason is not null))
) strict, without rowid;

create table crime_outcome (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    outcome_number integer not null references outcome_code(number),
    offence_number integer not null references offence(number),
    offences integer,
    outcomes integer,
    missing_reason text check (missing_reason in ('not-applicable', 'offence-code-expired',
        'not-provided')),
    primary key (dataset_number, period_id, area_number, outcome_number, offence_number),
    check ((offences is null or outcomes is null) = (missing_reason is not null))
) strict, without rowid;

-- Made once at the build, since nearly every question asks for these sums.
create table crime_outcome_sum (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    outcome_number integer not null references outcome_code(number),
    offences integer,
    outcomes integer,
    primary key (dataset_number, period_id, area_number, outcome_number)
) strict, without rowid;

create table workforce (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    role_number integer not null references workforce_role(number),
    sex text not null check (sex in ('all', 'female', 'male', 'not-stated',
        'prefer-not-to-say', 'self-described')),
    headcount integer check (headcount >= 0),
    full_time_equivalent real check (full_time_equivalent >= 0),
    missing_reason text check (missing_reason in ('not-available', 'not-published',
        'not-applicable')),
    primary key (dataset_number, period_id, area_number, role_number, sex),
    check ((headcount is null and full_time_equivalent is null) = (missing_reason is not null))
) strict, without rowid;

create table boundary (
    dataset_number integer not null references dataset(number),
    area_number integer not null references reporting_area(number),
    longitude real not null check (longitude between -180 and 180),
    latitude real not null check (latitude between -90 and 90),
    geometry text not null check (json_valid(geometry)),
    primary key (dataset_number, area_number)
) strict, without rowid;

-- Drawn in a box of 600 by 700; London once more, larger, in an inset.
create table area_shape (
    area_id text not null references force(area_id),
    inset integer not null check (inset in (0, 1)),
    path text not null check (path glob 'M[0-9]*z'),
    label_x integer check (label_x between 0 and 600),
    label_y integer check (label_y between 0 and 700),
    point_x integer check (point_x between 0 and 600),
    point_y integer check (point_y between 0 and 700),
    primary key (area_id, inset),
    check ((label_x is null) = (label_y is null)),
    check ((point_x is null) = (point_y is null)),
    check (point_x is null or label_x is not null)
) strict;

-- Of simplified outlines: right to some percent, least so where an area is small.
create table force_size (
    force_id text not null primary key references force(area_id),
    square_km real not null check (square_km > 0),
    source_id text not null references source(id)
) strict;

-- What makes forces alike. How each is worked out is in the view force_similarity.
create table similarity_measure (
    id text not null primary key,
    position integer not null unique check (position >= 1),
    label text not null unique,
    unit text not null,
    -- Mid-years that the values are of; a change has two.
    year integer not null,
    earlier_year integer check (earlier_year < year),
    as_of text not null generated always as (coalesce('mid-' || earlier_year || ' to ', '') || 'mid-' || year),
    -- Of what is many times larger in one area than in another, the logarithm is compared.
    is_logarithm integer not null check (is_logarithm in (0, 1)),
    source_id text not null references source(id),
    note text not null
) strict;

create table statistic (
    id text not null primary key,
    label text not null unique,
    unit_id text not null references unit(id),
    kind text not null check (kind in ('rate', 'change', 'share')),
    -- What is counted: recorded crime of this group, or incidents of anti-social behaviour
    -- (neither group nor outcome), or offences with this outcome.
    group_number integer references offence_group(number),
    outcome_number integer references outcome_code(number),
    base text check (base in ('population', 'household')),
    base_years_before integer check (base_years_before between 0 and 5),
    counted_until text check (counted_until is date(counted_until, '+0 days')),
    measure_id text references measure(id),
    note text,
    check ((kind = 'rate') = (base is not null)),
    check ((base is null) = (base_years_before is null)),
    check ((kind = 'share') = (outcome_number is not null)),
    check (kind <> 'change' or group_number is not null)
) strict;

-- Worked out by the view statistic_computed and stored once at the build, since every page and
-- download of statistics asks for it.
create table statistic_number (
    statistic_id text not null references statistic(id),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    value real not null,
    numerator integer not null,
    denominator integer not null,
    denominator_is text not null,
    base_year integer,
    base_edition text check (base_edition in ('implied', 'revised')),
    dataset_number integer not null references dataset(number),
    base_dataset_number integer not null references dataset(number),
    forces integer check (forces >= 1),
    rank_from_highest integer check (rank_from_highest between 1 and forces),
    band text check (band in ('one of the highest', 'broadly in line', 'one of the lowest')),
    primary key (statistic_id, period_id, area_number),
    check ((forces is null) = (band is null)),
    check ((forces is null) = (rank_from_highest is null))
) strict, without rowid;

create table statistic_note (
    id text not null primary key,
    kind text not null check (kind in ('reclassified', 'moved', 'revised', 'small-base',
        'incomplete', 'estimated')),
    area_id text references area(id),
    -- First and last day that it is about; null where it holds for all days (from_day), or
    -- ever since (until_day).
    from_day text check (from_day is date(from_day, '+0 days')),
    until_day text check (until_day is date(until_day, '+0 days')),
    summary text not null,
    check (from_day is not null or until_day is null),
    check (from_day <= until_day)
) strict;

create table statistic_note_group (
    statistic_note_id text not null references statistic_note(id),
    group_number integer not null references offence_group(number),
    primary key (statistic_note_id, group_number)
) strict;

create table statistic_note_link (
    statistic_note_id text not null references statistic_note(id),
    statistic_id text not null references statistic(id),
    primary key (statistic_note_id, statistic_id)
) strict;

------------------------------------------------------------------------------
-- What qualifies the values
------------------------------------------------------------------------------

create table caveat_effect (
    id text not null primary key,
    label text not null unique,
    description text not null
) strict;

create table caveat (
    id text not null primary key,
    effect_id text not null references caveat_effect(id),
    applies_to text not null check (applies_to in ('own-report', 'same-round', 'every-report')),
    topic_id text references topic(id),
    summary text not null,
    against text,
    citation_id text not null references citation(id),
    other_citation_id text references citation(id),
    says text,
    other_says text,
    check ((effect_id = 'not-comparable') = (against is not null)),
    check ((effect_id in ('contradiction', 'tension')) = (says is not null)),
    check ((says is null) = (other_says is null)),
    check (says is null or other_citation_id is not null)
) strict;

create table caveat_measure (
    caveat_id text not null references caveat(id),
    measure_id text not null references measure(id),
    primary key (caveat_id, measure_id)
) strict;

create table caveat_figure (
    caveat_id text not null references caveat(id),
    figure_id text not null references figure(id),
    every_value integer not null check (every_value in (0, 1)),
    primary key (caveat_id, figure_id)
) strict;

create table caveat_area (
    caveat_id text not null references caveat(id),
    area_id text not null references area(id),
    primary key (caveat_id, area_id)
) strict;

create table caveat_observation (
    caveat_id text not null references caveat(id),
    observation_id text not null references observation(id),
    primary key (caveat_id, observation_id)
) strict;

create table method_rule (
    id text not null primary key,
    label text not null unique,
    kind text not null check (kind in ('source', 'scope', 'denominator', 'average', 'banding',
        'linkage', 'sampling', 'validation', 'definition')),
    summary text not null,
    citation_id text not null references citation(id)
) strict;

create table method_rule_measure (
    method_rule_id text not null references method_rule(id),
    measure_id text not null references measure(id),
    primary key (method_rule_id, measure_id)
) strict;

create table arithmetic_rule (
    id text not null primary key,
    label text not null unique,
    kind text not null check (kind in ('sum', 'share', 'average', 'same', 'listed',
        'at-least', 'within')),
    same_period integer not null check (same_period in (0, 1)),
    inspection_id text references inspection(id),
    note text
) strict;

create table arithmetic_term (
    rule_id text not null references arithmetic_rule(id),
    position integer not null check (position >= 1),
    role text not null check (role in ('stated', 'part', 'numerator', 'denominator', 'other',
        'range', 'listed')),
    measure_id text references measure(id),
    area_id text references area(id),
    constant real,
    listed_inspection_id text references inspection(id),
    listed_kind text,
    primary key (rule_id, position),
    check ((measure_id is not null) + (constant is not null) + (listed_kind is not null) = 1),
    check ((role = 'listed') = (listed_kind is not null)),
    check ((listed_inspection_id is null) = (listed_kind is null)),
    check (area_id is null or measure_id is not null)
) strict;

create table recomputation_method (
    id text not null primary key,
    label text not null unique,
    description text not null
) strict;

create table recomputation_basis (
    id text not null primary key,
    label text not null unique,
    standing text not null check (standing in ('like-for-like', 'as-published', 'as-done',
        'nearest')),
    reason text not null
) strict;

create table recomputation_rule (
    id text not null primary key,
    measure_id text not null references measure(id),
    method_id text not null references recomputation_method(id),
    basis_id text not null references recomputation_basis(id),
    area_kind text check (area_kind in ('force', 'country', 'forces')),
    -- The offences that are counted, by themselves and, for a later kind of basis, those
    -- that are added in the baseline only.
    offence_group_id text references offence_group(id),
    baseline_group_id text references offence_group(id),
    transport_police text check (transport_police in ('both', 'later')),
    base_years_before integer check (base_years_before between 0 and 5),
    population_edition text check (population_edition in ('revised', 'implied')),
    outcome_group text,
    revision_percent real not null check (revision_percent >= 0),
    unique (measure_id, method_id, basis_id, area_kind)
) strict;

create table recomputation_explanation (
    id text not null primary key,
    label text not null unique,
    reason text not null,
    doubt text not null
) strict;

create table recomputation_explanation_part (
    explanation_id text not null references recomputation_explanation(id),
    rule_id text not null references recomputation_rule(id),
    primary key (explanation_id, rule_id)
) strict;

create table not_recomputable_reason (
    id text not null primary key,
    label text not null unique,
    reason text not null
) strict;

create table not_recomputable_measure (
    measure_id text not null primary key references measure(id),
    not_recomputable_reason_id text not null references not_recomputable_reason(id)
) strict;

create table source (
    id text not null primary key,
    source_kind_id text not null references source_kind(id),
    title text not null unique,
    publisher text not null,
    licence text not null,
    -- The page that offers the file: the site's base_url followed by page_path.
    page_site_id text not null references site(id),
    page_path text not null,
    file_site_id text references site(id),
    file_path text,
    file_name text not null unique check (file_name glob '[a-z]*' and file_name not glob '*[/\]*'),
    media_type text not null check (media_type in ('text/csv', 'application/gzip',
        'application/geo+json', 'application/vnd.oasis.opendocument.spreadsheet',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')),
    sha256 text check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),
    max_bytes integer not null check (max_bytes > 0),
    address_known_from text,
    checked_on text check (checked_on is date(checked_on, '+0 days')),
    note text,
    check ((file_site_id is null) = (file_path is null)),
    check ((file_path is null) = (address_known_from is null)),
    check (checked_on is null or file_path is not null)
) strict;

------------------------------------------------------------------------------
-- What the words and names mean
------------------------------------------------------------------------------

create table glossary_term (
    id text not null primary key,
    term text not null unique,
    abbreviation text,
    definition text not null,
    topic_id text references topic(id),
    citation_id text not null references citation(id)
) strict;

create table initiative (
    id text not null primary key,
    name text not null unique,
    kind text not null check (kind in ('operation', 'scheme', 'unit', 'exercise', 'it-system',
        'partner', 'survey', 'training', 'form', 'board', 'document', 'campaign', 'role', 'place')),
    purpose text not null,
    topic_id text references topic(id),
    citation_id text not null references citation(id)
) strict;

create table footnote (
    id text not null primary key,
    document_id text not null references document(id),
    number integer not null check (number >= 1),
    summary text not null,
    -- The term it explains, the document it names as source, the caveat it states.
    glossary_term_id text references glossary_term(id),
    cites_document_id text references document(id),
    caveat_id text references caveat(id),
    citation_id text not null references citation(id),
    unique (document_id, number),
    check (glossary_term_id is not null or cites_document_id is not null or caveat_id is not null)
) strict;

------------------------------------------------------------------------------
-- The reports' own text: filled only where the reader's copy of a report is loaded
------------------------------------------------------------------------------

-- loaders/report/structure/patterns.py explains the notation of the patterns.
create table report_kind (
    framework_id text not null references framework(id),
    pillar_id text not null references pillar(id),
    recognised_by text not null unique,
    -- The words must stand within so many letters from the beginning; null: anywhere.
    recognised_within integer check (recognised_within > 0),
    -- Where these stand there too, in small letters or not, it is another kind.
    not_recognised_by text check (not_recognised_by = lower(not_recognised_by)),
    force_pattern text not null check (force_pattern like '%{force}%'),
    title text not null check (title like '%{force}%'),
    inspection_label text not null check (inspection_label like '%{force}%'),
    publisher text not null,
    -- Either one day for all reports, or how the text says which it is.
    published_on text check (published_on glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    published_pattern text check (published_pattern like '%{day:date}%'),
    fieldwork_start text,
    fieldwork_end text,
    fieldwork_exception text check (fieldwork_exception like '%{force}%'),
    fieldwork_section text,
    every_pillar integer not null check (every_pillar in (0, 1)),
    chapters_start_pages integer not null check (chapters_start_pages in (0, 1)),
    chapters_optional integer not null check (chapters_optional in (0, 1)),
    grade_pattern text check (grade_pattern like '%{grade:grade}%'),
    carried_over_pattern text,
    read_on text not null check (read_on in ('report', 'made-up')),
    note text not null,
    primary key (framework_id, pillar_id),
    check ((published_on is null) <> (published_pattern is null)),
    check ((fieldwork_start is null) = (fieldwork_end is null)),
    check ((fieldwork_start is null) = (fieldwork_exception is null)),
    check ((fieldwork_start is null) = (fieldwork_section is null))
) strict;

create table report_kind_assumption (
    framework_id text not null,
    pillar_id text not null,
    position integer not null check (position >= 1),
    assumption text not null,
    basis text not null check (basis in ('contents-seen', 'likely')),
    note text not null,
    primary key (framework_id, pillar_id, position),
    foreign key (framework_id, pillar_id) references report_kind(framework_id, pillar_id)
) strict;

create table heading (
    framework_id text not null,
    pillar_id text not null,
    position integer not null check (position >= 1),
    section text not null,
    level integer not null check (level between 1 and 4),
    label text not null,
    pattern text not null,
    boxed integer not null check (boxed in (0, 1)),
    floating integer not null check (floating in (0, 1)),
    primary key (framework_id, pillar_id, position),
    foreign key (framework_id, pillar_id) references report_kind(framework_id, pillar_id)
) strict;

create table sentence (
    id text not null primary key,
    framework_id text not null,
    pillar_id text not null,
    position integer not null check (position >= 1),
    label text not null,
    section text,
    expected integer not null check (expected in (0, 1)),
    unique (framework_id, pillar_id, position),
    foreign key (framework_id, pillar_id) references report_kind(framework_id, pillar_id)
) strict;

create table sentence_pattern (
    sentence_id text not null references sentence(id),
    position integer not null check (position >= 1),
    pattern text not null,
    primary key (sentence_id, position)
) strict;

-- Sentences that look like one that a pattern fits and mean something else: none may give a value.
create table sentence_miss (
    sentence_id text not null,
    pattern_position integer not null,
    position integer not null check (position >= 1),
    text text not null,
    primary key (sentence_id, pattern_position, position),
    foreign key (sentence_id, pattern_position) references sentence_pattern(sentence_id, position)
) strict;

create table sentence_value (
    sentence_id text not null references sentence(id),
    slot text not null,
    measure_id text not null references measure(id),
    area_id text references area(id),
    figure_number integer,
    period_start text,
    period_end text,
    period_note text,
    baseline_start text,
    baseline_end text,
    missing_reason text,
    note text,
    primary key (sentence_id, slot)
) strict;

create table report_figure (
    framework_id text not null,
    pillar_id text not null,
    number integer not null check (number >= 1),
    caption text not null,
    kind text not null,
    source text not null,
    source_elsewhere text,
    values_published integer not null check (values_published in (0, 1)),
    method_section text not null,
    primary key (framework_id, pillar_id, number),
    foreign key (framework_id, pillar_id) references report_kind(framework_id, pillar_id)
) strict;

create table report_figure_row (
    framework_id text not null,
    pillar_id text not null,
    figure_number integer not null,
    position integer not null check (position >= 1),
    parent_position integer,
    role text not null,
    label text not null,
    pattern text not null,
    outcome_type_id text references outcome_type(id),
    measure_id text references measure(id),
    period_start text not null,
    period_end text not null,
    primary key (framework_id, pillar_id, figure_number, position),
    foreign key (framework_id, pillar_id, figure_number)
        references report_figure(framework_id, pillar_id, number)
) strict;

create table report_drawn_value (
    framework_id text not null,
    pillar_id text not null,
    position integer not null check (position >= 1),
    -- The figure, or the section that speaks of it.
    figure_number integer,
    section text,
    measure_id text not null references measure(id),
    area_id text references area(id),
    period_start text,
    period_end text,
    period_note text,
    note text not null,
    primary key (framework_id, pillar_id, position),
    foreign key (framework_id, pillar_id) references report_kind(framework_id, pillar_id),
    check ((figure_number is null) <> (section is null))
) strict;

create table passage (
    id integer primary key,
    document_id text not null references document(id),
    section_id text not null references section(id),
    position integer not null check (position >= 1),
    -- The pages that it begins and ends on.
    page integer not null check (page >= 1),
    page_end integer not null,
    kind text not null check (kind in ('paragraph', 'bullet', 'footnote', 'caption', 'source',
        'note', 'table-head', 'table-row', 'grade')),
    footnote_number integer check (footnote_number >= 1),
    text text not null,
    unique (document_id, position),
    check (page_end >= page),
    check ((kind = 'footnote') = (footnote_number is not null))
) strict;

-- Filled with the text: which passages of a box make up an item, and its words in each.
create table improvement_passage (
    improvement_id text not null references improvement(id),
    position integer not null check (position >= 1),
    passage_id integer not null references passage(id),
    text text not null,
    primary key (improvement_id, position)
) strict;

create table number_mention (
    id integer primary key,
    passage_id integer not null references passage(id),
    offset integer not null check (offset >= 0),
    page integer not null check (page >= 1),
    printed text not null,
    value real not null,
    kind text not null check (kind in ('number', 'mark', 'date', 'base', 'address', 'name',
        'label', 'pronoun')),
    unique (passage_id, offset)
) strict;

------------------------------------------------------------------------------
-- Indexes beyond the keys
------------------------------------------------------------------------------

-- Each serves joins of views and checks that would read a whole table for every report
-- (tests/data/test_growth.py). A test pages through every table in every order, so that an index may
-- be added where it measures better.

create index citation_by_document on citation(document_id, page, id);
create index inspection_by_document on inspection(document_id);
create index inspection_by_force on inspection(force_id);
create index judgment_evidence_by_citation on judgment_evidence(citation_id);
create index improvement_event_by_citation on improvement_event(citation_id);
create index improvement_event_by_inspection on improvement_event(inspection_id);
create index improvement_link_by_earlier on improvement_link(earlier_improvement_id);
create index improvement_by_citation on improvement(citation_id);
create index caveat_figure_by_figure on caveat_figure(figure_id);
create index figure_row_by_measure on figure_row(measure_id);
create index observation_by_inspection on observation(inspection_id, measure_id);
create index observation_by_measure on observation(measure_id, period_end);
create index observation_by_figure on observation(figure_id, measure_id);
create index observation_by_citation on observation(citation_id);
create index passage_by_footnote on passage(document_id, footnote_number, page);

------------------------------------------------------------------------------
-- What all of this means
------------------------------------------------------------------------------

create table release (
    -- One row: the data have one version at a time.
    id integer not null primary key check (id = 1),
    data_version text not null check (data_version glob '[0-9]*.[0-9]*.[0-9]*'),
    code_version text not null,
    schema_version integer not null check (schema_version >= 1),
    sources_sha256 text not null check (length(sources_sha256) = 64),
    contents_sha256 text not null check (length(contents_sha256) = 64),
    file_sha256 text not null check (length(file_sha256) = 64)
) strict;

-- What the database was built from, and what the build warned of; it says nothing of the time.
create table build_log (
    id integer primary key,
    kind text not null check (kind in ('version', 'source', 'warning')),
    name text not null,
    detail text,
    sha256 text check (length(sha256) = 64),
    rows integer check (rows >= 0)
) strict;

-- What `openpeel check` compares with.
create table build_digest (
    kind text not null check (kind in ('table', 'view', 'index', 'trigger')),
    name text not null,
    rows integer check (rows >= 0),
    sha256 text not null check (length(sha256) = 64),
    primary key (kind, name)
) strict;

-- Versions of the data that were released. Rows are added and never deleted.
create table released_version (
    version text not null primary key check (version glob '[0-9]*.[0-9]*.[0-9]*'),
    released_on text not null check (released_on is date(released_on, '+0 days')),
    summary text not null
) strict;

-- Values that a released version corrected (`openpeel diff OLD NEW --log`).
create table changed_value (
    version text not null references released_version (version),
    table_name text not null,
    -- As it was at the time: a table may have another key, name or column since.
    row_key text not null,
    column_name text not null,
    old_value text,
    new_value text,
    why text not null,
    primary key (version, table_name, row_key, column_name),
    check (old_value is not new_value)
) strict;

-- What readers reported as wrong on the site, and what became of it. Rows are added and never deleted.
create table reported_error (
    id text not null primary key,
    reported_on text not null check (reported_on is date(reported_on, '+0 days')),
    page text not null check (page like '/%'),
    summary text not null,
    outcome text not null check (outcome in ('open', 'corrected', 'no error')),
    settled_on text check (settled_on is date(settled_on, '+0 days')),
    note text,
    check ((outcome = 'open') = (settled_on is null)),
    check (settled_on >= reported_on)
) strict;

create table dictionary_table (
    name text not null primary key,
    kind text not null check (kind in ('table', 'view')),
    theme text,
    title text not null,
    description text not null,
    -- The rows of a stored view are a table to SQLite, which then no longer has the view's SQL.
    is_stored integer not null check (is_stored in (0, 1)),
    sql text,
    -- Counted last, when every table and view is whole.
    rows integer check (rows >= 0),
    check ((kind = 'view') = (theme is not null)),
    check ((kind = 'view') = (sql is not null)),
    check (kind = 'view' or not is_stored)
) strict;

create table dictionary_column (
    table_name text not null references dictionary_table(name),
    position integer not null check (position >= 1),
    name text not null,
    type text not null,
    description text not null,
    -- In the order in which a reader meets the columns.
    primary key (table_name, position)
) strict;
