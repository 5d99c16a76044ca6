-- openpeel: police inspections of England and Wales as one relational database.
--
-- The order is the order in which one would explain it: who is inspected, on
-- what scale, with which questions; what was published and where in it a fact
-- stands; what was judged and asked to improve; what was measured; what
-- qualifies those values; and what the words mean.
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

-- One row per place or set of places that a value can be about.
create table area (
    id text not null primary key,
    name text not null,
    -- force: a police force area; country: England and Wales together, as a rate
    -- or total; forces: the 43 forces as a set (ranges, counts of forces);
    -- place: a town, hub or other place inside a force area; body: one that records or
    -- receives reports of crime without a force area of its own (British Transport Police,
    -- Action Fraud, …).
    kind text not null check (kind in ('force', 'country', 'forces', 'place', 'body')),
    -- Office for National Statistics code of the area, where it has one.
    gss_code text unique,
    -- The force area that a place lies in.
    within_id text references area(id)
) strict;

-- One row per territorial police force of England and Wales (43).
create table force (
    area_id text not null primary key references area(id),
    name text not null unique,
    short_name text not null unique,
    -- Identifier of the force at data.police.uk.
    police_uk_id text not null unique,
    -- Region of England, or Wales, as the Office for National Statistics names it.
    region text not null
) strict;

------------------------------------------------------------------------------
-- Scales, frameworks and questions
------------------------------------------------------------------------------

-- One row per set of grades. Grades of different scales are never compared.
create table scale (
    id text not null primary key,
    label text not null
) strict;

-- One row per grade word. The same word may be a step of several scales.
create table grade (
    id text not null primary key,
    label text not null,
    -- A shape to print beside the word, so that meaning never hangs on colour.
    symbol text not null unique
) strict;

-- One row per grade of a scale. rank 1 is the best; null is no step (ungraded).
create table scale_grade (
    scale_id text not null references scale(id),
    grade_id text not null references grade(id),
    rank integer check (rank >= 1),
    primary key (scale_id, grade_id),
    unique (scale_id, rank)
) strict;

-- One row per subject that questions are about, through all the years.
create table topic (
    id text not null primary key,
    label text not null unique,
    description text not null,
    position integer not null unique
) strict;

-- One row per pillar of the inspectorate's programme (effectiveness, …).
create table pillar (
    id text not null primary key,
    label text not null unique
) strict;

-- One row per year's or programme's set of questions.
create table framework (
    id text not null primary key,
    -- Order in time; null for a programme that is no year's or cycle's.
    position integer unique check (position >= 1),
    label text not null unique,
    year text unique check ((year is null) = (position is null)),
    publisher text not null,
    -- Null where the programme gives no grades.
    scale_id text references scale(id),
    -- What sets the year apart.
    note text not null
) strict;

-- One row per question of a framework.
create table question (
    id text not null primary key,
    framework_id text not null references framework(id),
    pillar_id text not null references pillar(id),
    -- The question that this one is part of (a core question of the overall one).
    parent_id text references question(id),
    position integer not null check (position >= 0),
    label text not null,
    topic_id text not null references topic(id),
    -- 0: asked and reported on, but never graded in this framework.
    graded integer not null check (graded in (0, 1)),
    -- some-forces: of those only for whom it was due; by-region: with the forces of a
    -- region, at another time than the rest.
    asked_of text not null check (asked_of in ('every-force', 'some-forces', 'by-region')),
    -- What the report that answers it is about, where that is not the whole pillar; it
    -- then ends the inspection's id.
    report text,
    unique (framework_id, pillar_id, position),
    unique (framework_id, pillar_id, topic_id)
) strict;

-- One row per way in which a question follows one of the framework before, or that it
-- follows none (new), or that one of the framework before is not followed (dropped).
-- Years are compared through these rows, never by wording alone.
create table question_link (
    id text not null primary key,
    -- The later framework.
    framework_id text not null references framework(id),
    -- The later question; null where the earlier one was dropped.
    from_id text references question(id),
    -- The earlier question; null where the later one is new.
    to_id text references question(id),
    relation text not null check (relation in ('same', 'reworded', 'merged', 'split', 'new',
        'dropped')),
    note text not null,
    unique (from_id, to_id),
    check ((from_id is null) = (relation = 'dropped')),
    check ((to_id is null) = (relation = 'new'))
) strict;

-- One row per framework whose grades are, in the inspectorate's words, not to be set
-- beside those of an earlier one.
create table framework_break (
    later_id text not null references framework(id),
    earlier_id text not null references framework(id),
    reason text not null,
    citation_id text not null references citation(id),
    primary key (later_id, earlier_id)
) strict;

------------------------------------------------------------------------------
-- What was published, and where in it a fact stands
------------------------------------------------------------------------------

-- One row per web site, or part of one, that documents are published on.
create table site (
    id text not null primary key,
    base_url text not null unique check (base_url glob 'http*://*/'),
    -- Who speaks on it: a grade counts for more on the inspectorate's own pages.
    kind text not null check (kind in ('inspectorate', 'government', 'police', 'policing-body',
        'press', 'other'))
) strict;

-- One row per published report, guidance, data release or page.
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
    -- Last numbered page; how pages were counted, where it needs saying.
    pages integer check (pages > 0),
    note text,
    check ((site_id is null) = (path is null))
) strict;

-- One row per heading of a document, in the order of the document.
create table section (
    id text not null primary key,
    document_id text not null references document(id),
    parent_id text references section(id),
    level integer not null check (level between 1 and 4),
    position integer not null check (position >= 1),
    -- A short label of ours for the heading, not its wording.
    label text not null,
    page integer not null check (page >= 1),
    unique (document_id, position)
) strict;

-- One row per place that facts are cited from: a section on a page, or a
-- footnote on it; or a web page as a whole.
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

-- One row per day on which findings of a framework came out: of all forces, or of one.
create table publication (
    id text not null primary key,
    framework_id text not null references framework(id),
    pillar_id text not null references pillar(id),
    -- The question's report, where it came out by itself (question.report).
    report text,
    -- Null where those of all forces came out together.
    force_id text references force(area_id),
    published_on text not null check (published_on glob '[12][0-9][0-9][0-9]-[01][0-9]'
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
    unique (framework_id, pillar_id, report, force_id)
) strict;

-- One row per inspection of one force under one framework and pillar.
create table inspection (
    id text not null primary key,
    force_id text not null references force(area_id),
    framework_id text not null references framework(id),
    pillar_id text references pillar(id),
    -- revisit: a return to look at earlier findings; it gives no grades.
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
    published_from text generated always as (published_on || substr('-01-01', length(published_on) - 3)),
    published_to text generated always as (
        case length(published_on)
            when 10 then published_on
            when 7 then date(published_on || '-01', '+1 month', '-1 day')
            else published_on || '-12-31'
        end
    ),
    -- The report of the inspection.
    document_id text references document(id),
    -- The inspection that a revisit or re-inspection returns to.
    follows_id text references inspection(id),
    note text,
    citation_id text not null references citation(id)
) strict;

-- One row per grade given: an inspection's answer to a question.
create table judgment (
    inspection_id text not null references inspection(id),
    question_id text not null references question(id),
    grade_id text not null references grade(id),
    -- For a grade kept from an earlier inspection: the judgment that it comes from.
    carried_from_inspection_id text,
    carried_from_question_id text,
    -- stated: the page says of which year; latest: it does not, and the origin is the
    -- latest earlier judgment held that was not itself kept.
    carried_from_basis text check (carried_from_basis in ('stated', 'latest')),
    citation_id text not null references citation(id),
    primary key (inspection_id, question_id),
    foreign key (carried_from_inspection_id, carried_from_question_id)
        references judgment(inspection_id, question_id),
    check ((carried_from_inspection_id is null) = (carried_from_question_id is null)),
    check ((carried_from_inspection_id is null) = (carried_from_basis is null))
) strict;

-- One row per place that states the grade of a judgment, with what it says there.
create table judgment_evidence (
    inspection_id text not null,
    question_id text not null,
    citation_id text not null references citation(id),
    grade_id text not null references grade(id),
    -- In what way the reading is doubtful; null where it is not.
    doubt text,
    note text,
    primary key (inspection_id, question_id, citation_id),
    foreign key (inspection_id, question_id) references judgment(inspection_id, question_id)
) strict;

-- One row per judgment on whose grade places disagree: which grade counts, and why.
create table disagreement (
    force_id text not null references force(area_id),
    question_id text not null references question(id),
    grade_id text not null references grade(id),
    reason text not null,
    citation_id text not null references citation(id),
    primary key (force_id, question_id)
) strict;

-- One row per question that is known not to have been put to a force.
create table not_inspected (
    force_id text not null references force(area_id),
    question_id text not null references question(id),
    reason text not null,
    citation_id text not null references citation(id),
    primary key (force_id, question_id)
) strict;

-- One row per number of forces with a grade that others have published.
create table published_total (
    question_id text not null references question(id),
    grade_id text not null references grade(id),
    forces integer not null check (forces between 0 and 43),
    note text,
    citation_id text not null references citation(id),
    primary key (question_id, grade_id)
) strict;

-- One row per grade that a page states and no judgment holds.
create table reading_left_out (
    id text not null primary key,
    force_id text not null references force(area_id),
    framework_id text not null references framework(id),
    -- What the page gives the grade for.
    asked text not null,
    grade_id text not null references grade(id),
    why text not null,
    citation_id text not null references citation(id)
) strict;

-- One row per area for improvement, cause of concern, recommendation or other
-- finding that an inspection raised against a force.
create table improvement (
    id text not null primary key,
    inspection_id text not null references inspection(id),
    -- Null where the report does not say under which question it was raised.
    question_id text references question(id),
    topic_id text not null references topic(id),
    -- finding: a shortcoming told in the text, outside the formal lists.
    kind text not null check (kind in ('area-for-improvement', 'cause-of-concern',
        'recommendation', 'finding')),
    -- Order within inspection, question and kind; for the citation of an item.
    position integer not null check (position >= 1),
    -- stated: a report says that the inspectorate raised it; implied: known only
    -- because a later report says that the matter has improved.
    basis text not null check (basis in ('stated', 'implied')),
    summary text not null,
    text text,
    -- Day or month by which the inspectorate wants it done, where it says so.
    deadline text check (deadline glob '[12][0-9][0-9][0-9]*'),
    deadline_from text generated always as (deadline || substr('-01-01', length(deadline) - 3)),
    deadline_to text generated always as (
        case length(deadline)
            when 10 then deadline
            when 7 then date(deadline || '-01', '+1 month', '-1 day')
            else deadline || '-12-31'
        end
    ),
    -- The few words that say by when: immediately, by September 2017.
    deadline_as_worded text,
    -- For a recommendation: the cause of concern that it is meant to end.
    concern_id text references improvement(id),
    citation_id text not null references citation(id),
    unique (inspection_id, topic_id, kind, position),
    check (deadline is null or deadline_as_worded is not null),
    check (concern_id is null or kind = 'recommendation')
) strict;

-- One row per thing said of an improvement on a day. Rows are added, never
-- changed: together they are the history of the item.
create table improvement_event (
    id text not null primary key,
    improvement_id text not null references improvement(id),
    -- Order in which it was added to the item's history; of what was said on one day,
    -- also its order. 1 is what raised the item.
    position integer not null check (position >= 1),
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
    said_by text not null check (said_by in ('inspectorate', 'force', 'policing-body')),
    status text not null check (status in ('raised', 'in-progress', 'partly-met', 'met',
        'not-met', 'worse', 'superseded', 'not-stated')),
    -- The few words of the source that the status rests on.
    status_as_worded text,
    summary text not null,
    -- The inspection that says it.
    inspection_id text references inspection(id),
    citation_id text not null references citation(id),
    unique (improvement_id, position)
) strict;

-- One row per improvement that takes up an earlier one.
create table improvement_link (
    from_id text not null references improvement(id),
    to_id text not null references improvement(id),
    relation text not null check (relation in ('repeats', 'supersedes', 'reframes', 'merges')),
    note text not null,
    primary key (from_id, to_id),
    check (from_id <> to_id)
) strict;

-- One row per rule on how long a local policing body has to publish its comments on a
-- report: the law's, and what a body's own pages have said of it.
create table response_rule (
    id text not null primary key,
    label text not null unique,
    -- statute: binds every body; own-page: what a body says of its own practice.
    kind text not null check (kind in ('statute', 'own-page')),
    -- The force whose body says it; null for the law.
    force_id text references force(area_id),
    -- Null where comments are to be published and no time is set.
    days integer check (days >= 1),
    -- 1: the day on which the report comes out is the first of the days.
    counts_first_day integer not null check (counts_first_day in (0, 1)),
    -- Reports that came out from the one day to the other; null: without end.
    from_day text check (from_day is date(from_day, '+0 days')),
    until_day text check (until_day is date(until_day, '+0 days')),
    summary text not null,
    citation_id text not null references citation(id),
    -- Where it is stated since when it holds, if that is another place.
    since_citation_id text references citation(id),
    check ((kind = 'own-page') = (force_id is not null)),
    check (from_day <= until_day)
) strict;

-- One row per answer of a local policing body to an inspection's report that was found, or
-- looked for and not found. Of other inspections it was not looked for.
create table response (
    id text not null primary key,
    inspection_id text not null references inspection(id),
    -- comments: on the body's own page of its comments on reports; statement: said of the
    -- report elsewhere; not-found: looked for and not found, which is no proof.
    kind text not null check (kind in ('comments', 'statement', 'not-found')),
    -- Null where the page does not say, or nothing was found.
    published_on text check (published_on is date(published_on, '+0 days')),
    note text,
    -- Where it is; or where it was looked for.
    citation_id text not null references citation(id),
    check (kind <> 'not-found' or published_on is null)
) strict;

------------------------------------------------------------------------------
-- Measures and values
------------------------------------------------------------------------------

-- One row per unit of measurement.
create table unit (
    id text not null primary key,
    label text not null unique,
    -- How a value is written: {} stands for the number.
    pattern text not null check (pattern like '%{}%'),
    -- The same for a single one, where that is another word.
    pattern_of_one text check (pattern_of_one like '%{}%' and pattern_of_one <> pattern)
) strict;

-- One row per outcome that the Home Office's framework lets police assign to a crime.
create table outcome_type (
    id text not null primary key,
    -- The Home Office's outcome number.
    number integer not null unique check (number >= 1),
    label text not null
) strict;

-- One row per subject that measures are gathered under; finer than a topic, and a
-- measure may have several.
create table subject (
    id text not null primary key,
    label text not null unique
) strict;

-- One row per thing measured.
create table measure (
    id text not null primary key,
    label text not null unique,
    unit_id text not null references unit(id),
    topic_id text not null references topic(id),
    definition text not null,
    numerator text,
    denominator text,
    -- Whether more is better. 'neither' where the inspectorate does not treat more
    -- or less of it as good in itself.
    polarity text not null check (polarity in ('higher-is-better', 'lower-is-better', 'neither')),
    outcome_type_id text references outcome_type(id),
    -- 1: the inspectorate reports it for every force, so forces can be compared.
    every_force integer not null check (every_force in (0, 1)),
    check ((numerator is null) = (denominator is null))
) strict;

-- One row per subject of a measure.
create table measure_subject (
    measure_id text not null references measure(id),
    subject_id text not null references subject(id),
    primary key (measure_id, subject_id)
) strict;

-- One row per numbered figure of a document.
create table figure (
    id text not null primary key,
    document_id text not null references document(id),
    number integer not null check (number >= 1),
    caption text not null,
    kind text not null check (kind in ('line', 'table', 'bar-by-force', 'bar')),
    source text not null,
    -- The source as another part of the document gives it, where that differs.
    source_elsewhere text,
    -- 1: its numbers stand in the text; 0: only the drawing shows them.
    values_published integer not null check (values_published in (0, 1)),
    citation_id text not null references citation(id),
    -- Where the document says how the figure was made.
    method_citation_id text references citation(id),
    unique (document_id, number)
) strict;

-- One row per row of a figure that is a table, in printed order.
create table figure_row (
    id text not null primary key,
    figure_id text not null references figure(id),
    position integer not null check (position >= 1),
    -- The group or total that the row is part of.
    parent_id text references figure_row(id),
    -- heading: a group name without values of its own.
    role text not null check (role in ('value', 'group', 'heading', 'total')),
    label text not null,
    -- The outcome number printed in front of the row.
    outcome_type_id text references outcome_type(id),
    measure_id text references measure(id),
    unique (figure_id, position),
    unique (figure_id, measure_id),
    check ((role = 'heading') = (measure_id is null))
) strict;

-- One row per value stated: a measure, of an area, for a period, in one place of
-- a report. A value that the report states again elsewhere is a row of its own
-- that points at the first.
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
    -- For a change: the period that it is measured from.
    baseline_start text check (baseline_start is date(baseline_start, '+0 days')),
    baseline_end text check (baseline_end is date(baseline_end, '+0 days')),
    value real,
    -- Upper end of a range; value is then the lower end.
    value_high real,
    -- Decimals as printed: 63.7 has 1, 100.00 has 2.
    decimals integer check (decimals between 0 and 4),
    -- The number as the report prints it, in digits or words, sign and unit left out.
    printed text,
    -- The word that makes the value approximate, as the report has it.
    qualifier text check (qualifier in ('about', 'around', 'over', 'some', 'more than', 'up to')),
    -- 1 where such a word stands, else 0.
    approximate integer not null generated always as (qualifier is not null) stored,
    missing_reason text check (missing_reason in ('not-supplied', 'not-graded', 'not-published',
        'excluded', 'not-applicable')),
    -- What the number counts or is part of, where the measure alone does not say it.
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

-- One row per kind of official statistics that can be loaded.
create table source_kind (
    id text not null primary key,
    title text not null unique,
    publisher text not null,
    licence text not null,
    -- Address of the page that offers it: the base_url of the site followed by path, if any.
    site_id text not null references site(id),
    path text,
    -- What its files are called, * standing for anything; several parted by spaces.
    file_pattern text not null,
    note text
) strict;

-- One row per wording of a source that differs from ours: how a file heads a column, or
-- names an area, a region, an offence, an outcome or a rank.
create table source_wording (
    source_kind_id text not null references source_kind(id),
    subject text not null check (subject in ('header', 'area', 'region', 'offence-group',
        'offence', 'offence-subgroup', 'outcome', 'outcome-group', 'workforce-role')),
    printed text not null,
    -- The column, area, offence group, … that is meant, by its id, number or code.
    means text not null,
    primary key (source_kind_id, subject, printed)
) strict;

-- One row per mistake of a source that is put right when it is read. One that a file of
-- that edition does not contain stops the build.
create table correction (
    source_kind_id text not null references source_kind(id),
    edition text not null,
    header text not null,
    printed text not null,
    corrected text not null,
    -- How many records it stands on.
    records integer not null check (records >= 1),
    reason text not null,
    primary key (source_kind_id, edition, header, printed)
) strict;

-- One row per edition of open statistics that values are taken from.
create table dataset (
    number integer primary key,
    id text not null unique,
    source_kind_id text not null references source_kind(id),
    -- The last month or year that it covers, which tells editions apart.
    edition text not null,
    title text not null,
    -- First and last day that its values are about.
    period_start text not null check (period_start is date(period_start, '+0 days')),
    period_end text not null check (period_end is date(period_end, '+0 days')),
    -- full: all of it was read from the file; excerpt: the file was not there, and only
    -- the few values of it that ship with openpeel are held.
    coverage text not null check (coverage in ('full', 'excerpt')),
    file_name text not null,
    sha256 text not null check (length(sha256) = 64),
    -- Records of the file, those of other tables and of headings left out.
    records integer not null check (records >= 1),
    unique (source_kind_id, edition),
    check (period_start <= period_end)
) strict;

-- One row per area or body that statistics are reported for, with its short number.
create table reporting_area (
    number integer primary key,
    area_id text not null unique references area(id)
) strict;

-- One row per span of months, or day, that statistics are about.
create table period (
    -- Last day and number of months: 2016063012 is the 12 months to 30 June 2016.
    id integer primary key,
    start_day text not null check (start_day is date(start_day, '+0 days')),
    end_day text not null check (end_day is date(end_day, '+0 days')),
    -- 0 for a single day.
    months integer not null check (months >= 0),
    label text not null unique,
    check (start_day <= end_day)
) strict;

-- One row per group of offences that recorded crime is counted by.
create table offence_group (
    number integer primary key,
    id text not null unique,
    -- The Home Office's label.
    label text not null unique,
    -- 1: the sum of other groups (offence_group_part says of which).
    is_total integer not null check (is_total in (0, 1)),
    -- 1: crimes with a direct victim. Null where the group mixes both or is fraud.
    victim_based integer check (victim_based in (0, 1)),
    fraud integer not null check (fraud in (0, 1)),
    note text
) strict;

-- One row per group that is part of a total; totals within totals are resolved.
create table offence_group_part (
    total_number integer not null references offence_group(number),
    part_number integer not null references offence_group(number),
    primary key (total_number, part_number),
    check (total_number <> part_number)
) strict;

-- One row per offence that outcomes are counted by.
create table offence (
    number integer primary key,
    -- The Home Office's offence code.
    code text not null unique,
    label text not null,
    group_number integer not null references offence_group(number),
    subgroup text not null
) strict;

-- One row per outcome code of the crime outcomes data; 0 is for offences that have none yet.
create table outcome_code (
    number integer primary key,
    outcome_type_id text unique references outcome_type(id),
    label text not null unique,
    -- The group that the Home Office sums it under; its own label where there is none.
    outcome_group text not null
) strict;

-- One row per role of the police workforce that people are counted by.
create table workforce_role (
    number integer primary key,
    id text not null unique,
    label text not null unique,
    worker_type text not null check (worker_type in ('police-officer', 'police-staff',
        'police-community-support-officer', 'designated-officer', 'special-constable',
        'police-support-volunteer', 'traffic-warden')),
    -- 1: everybody of the worker type.
    is_total integer not null check (is_total in (0, 1))
) strict;

-- One row per force or body, group of offences and 12 months: crimes recorded.
create table recorded_crime (
    dataset_number integer not null references dataset(number),
    group_number integer not null references offence_group(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    -- Negative where the police took back more than they recorded.
    offences integer not null,
    primary key (dataset_number, group_number, period_id, area_number)
) strict, without rowid;

-- One row per total, 12 months and area: sums of recorded_crime over the parts of a total, over
-- forces, or both. Made once at the build, since nearly every question asks for them.
create table recorded_crime_sum (
    dataset_number integer not null references dataset(number),
    group_number integer not null references offence_group(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    offences integer not null,
    primary key (dataset_number, group_number, period_id, area_number)
) strict, without rowid;

-- One row per area and group of offences of the yearly tables of the Office for National
-- Statistics: the number, change and rates as it prints them.
create table recorded_crime_published (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    group_number integer not null references offence_group(number),
    area_number integer not null references reporting_area(number),
    offences integer not null,
    -- Null where the table prints a mark in place of a number.
    change_percent real,
    rate_per_1000_population real,
    rate_per_1000_households real,
    primary key (dataset_number, period_id, group_number, area_number)
) strict, without rowid;

-- One row per area and year: people who live there at 30 June, to the nearest 100.
create table population (
    dataset_number integer not null references dataset(number),
    year integer not null check (year between 1900 and 2100),
    area_number integer not null references reporting_area(number),
    people integer not null check (people > 0),
    primary key (dataset_number, year, area_number)
) strict, without rowid;

-- One row per area and year: households at mid-year, to the nearest 100.
create table household (
    dataset_number integer not null references dataset(number),
    year integer not null check (year between 1900 and 2100),
    area_number integer not null references reporting_area(number),
    households integer not null check (households > 0),
    primary key (dataset_number, year, area_number)
) strict, without rowid;

-- One row per area and 12 months: incidents of anti-social behaviour recorded.
create table asb_incident (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    incidents integer check (incidents >= 0),
    missing_reason text check (missing_reason in ('not-available')),
    -- As printed; it rests on the population two mid-years before the year the period ends in.
    rate_per_1000_population real check (rate_per_1000_population > 0),
    primary key (dataset_number, period_id, area_number),
    check ((incidents is null) = (missing_reason is not null))
) strict, without rowid;

-- One row per force, quarter, offence and outcome: offences recorded in the quarter that
-- have the outcome, and outcomes given in the quarter whenever the offence was recorded.
create table crime_outcome (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    outcome_number integer not null references outcome_code(number),
    offence_number integer not null references offence(number),
    -- Negative where corrections of earlier quarters outweigh what was recorded.
    offences integer,
    outcomes integer,
    -- Why one of the two, or both, is missing.
    missing_reason text check (missing_reason in ('not-applicable', 'offence-code-expired',
        'not-provided')),
    primary key (dataset_number, period_id, area_number, outcome_number, offence_number),
    check ((offences is null or outcomes is null) = (missing_reason is not null))
) strict, without rowid;

-- One row per area, quarter and outcome: sums of crime_outcome over all offences, and over the
-- forces. Made once at the build, since nearly every question asks for them.
create table crime_outcome_sum (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    outcome_number integer not null references outcome_code(number),
    -- Null where no offence has a number.
    offences integer,
    outcomes integer,
    primary key (dataset_number, period_id, area_number, outcome_number)
) strict, without rowid;

-- One row per force, day, role and sex: people at work for the police.
create table workforce (
    dataset_number integer not null references dataset(number),
    period_id integer not null references period(id),
    area_number integer not null references reporting_area(number),
    role_number integer not null references workforce_role(number),
    -- all: the source does not tell them apart.
    sex text not null check (sex in ('all', 'female', 'male', 'not-stated',
        'prefer-not-to-say', 'self-described')),
    headcount integer check (headcount >= 0),
    full_time_equivalent real check (full_time_equivalent >= 0),
    primary key (dataset_number, period_id, area_number, role_number, sex),
    check (headcount is not null or full_time_equivalent is not null)
) strict, without rowid;

-- One row per force area: its outline.
create table boundary (
    dataset_number integer not null references dataset(number),
    area_number integer not null references reporting_area(number),
    -- The point that the source gives for a label, in degrees.
    longitude real not null check (longitude between -180 and 180),
    latitude real not null check (latitude between -90 and 90),
    -- GeoJSON geometry, Polygon or MultiPolygon, WGS 84.
    geometry text not null check (json_valid(geometry)),
    primary key (dataset_number, area_number)
) strict, without rowid;

-- One row per force area and map that it is drawn on: its shape, simplified, as this project
-- draws it in a box of 600 by 700; London once more, larger, in an inset.
create table area_shape (
    area_id text not null references force(area_id),
    inset integer not null check (inset in (0, 1)),
    -- The path as SVG writes it, in whole numbers.
    path text not null check (path glob 'M[0-9]*z'),
    -- Where a mark is put; none where the area is too small for one.
    label_x integer check (label_x between 0 and 600),
    label_y integer check (label_y between 0 and 700),
    -- The area itself, where its mark stands apart and a line leads to it.
    point_x integer check (point_x between 0 and 600),
    point_y integer check (point_y between 0 and 700),
    primary key (area_id, inset),
    check ((label_x is null) = (label_y is null)),
    check ((point_x is null) = (point_y is null)),
    check (point_x is null or label_x is not null)
) strict;

-- One row per statistic that forces are compared by: what is counted, and over what.
create table statistic (
    id text not null primary key,
    label text not null unique,
    unit_id text not null references unit(id),
    -- rate: a count over people or households; change: a count against the year before;
    -- share: offences with an outcome over all offences.
    kind text not null check (kind in ('rate', 'change', 'share')),
    -- What is counted: recorded crime of this group, or incidents of anti-social behaviour
    -- (neither group nor outcome), or offences with this outcome.
    group_number integer references offence_group(number),
    outcome_number integer references outcome_code(number),
    base text check (base in ('population', 'household')),
    -- The base is that of the mid-year this many years before the one the period ends in.
    base_years_before integer check (base_years_before between 0 and 5),
    -- Last day on which offences were put into this group; null: they still are. A year
    -- that ends later would count a part of them, or none.
    counted_until text check (counted_until is date(counted_until, '+0 days')),
    -- The measure of the inspection reports that it rebuilds or comes nearest to.
    measure_id text references measure(id),
    note text,
    check ((kind = 'rate') = (base is not null)),
    check ((base is null) = (base_years_before is null)),
    check ((kind = 'share') = (outcome_number is not null)),
    check (kind <> 'change' or group_number is not null)
) strict;

-- One row per statistic, 12 months and area: its value, what it is made of, and the force's
-- place among the forces. Worked out by the view statistic_worked_out and stored once at the
-- build, since every page and download of statistics asks for it.
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
    -- Of the forces only.
    forces integer check (forces between 1 and 43),
    rank_from_highest integer check (rank_from_highest between 1 and forces),
    band text check (band in ('one of the highest', 'broadly in line', 'one of the lowest')),
    primary key (statistic_id, period_id, area_number),
    check ((forces is null) = (band is null)),
    check ((forces is null) = (rank_from_highest is null))
) strict, without rowid;

-- One row per thing to mind when statistics are compared: a break in a series, a late
-- revision, a base too small.
create table statistic_note (
    id text not null primary key,
    kind text not null check (kind in ('reclassified', 'moved', 'revised', 'small-base',
        'incomplete', 'estimated')),
    -- The area that it is about; null where it holds for all.
    area_id text references area(id),
    -- First and last day that it is about; null where it holds for all days (from_day), or
    -- ever since (until_day).
    from_day text check (from_day is date(from_day, '+0 days')),
    until_day text check (until_day is date(until_day, '+0 days')),
    summary text not null,
    check (from_day is not null or until_day is null),
    check (from_day <= until_day)
) strict;

-- One row per group of offences whose numbers a note touches.
create table statistic_note_group (
    statistic_note_id text not null references statistic_note(id),
    group_number integer not null references offence_group(number),
    primary key (statistic_note_id, group_number)
) strict;

-- One row per statistic that a note touches otherwise than through its offences.
create table statistic_note_link (
    statistic_note_id text not null references statistic_note(id),
    statistic_id text not null references statistic(id),
    primary key (statistic_note_id, statistic_id)
) strict;

------------------------------------------------------------------------------
-- What qualifies the values
------------------------------------------------------------------------------

-- One row per kind of warning.
create table caveat_effect (
    id text not null primary key,
    label text not null unique,
    description text not null
) strict;

-- One row per warning about values, or contradiction within a report. The four
-- link tables say what it touches; one that touches nothing listed there is
-- about the report as a whole.
create table caveat (
    id text not null primary key,
    effect_id text not null references caveat_effect(id),
    -- Which reports it is about. own-report: the one that states it; same-round: every report
    -- of that programme and pillar, since they share its data and methods; every-report: any
    -- report with the measure, since a series breaks there.
    applies_to text not null check (applies_to in ('own-report', 'same-round', 'every-report')),
    -- The subject it is about, where that is not the whole report.
    topic_id text references topic(id),
    summary text not null,
    -- For what may not be compared: with what, in a few words.
    against text,
    citation_id text not null references citation(id),
    -- A second place, where two places of the report say different things.
    other_citation_id text references citation(id),
    -- What each of the two places says, in a few words.
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
    -- 1: about every value of the figure; 0: about those that the other links name.
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

-- One row per rule that the inspectorate states for how its values are made.
create table method_rule (
    id text not null primary key,
    label text not null unique,
    kind text not null check (kind in ('source', 'scope', 'denominator', 'average', 'banding',
        'linkage', 'sampling', 'validation', 'definition')),
    summary text not null,
    citation_id text not null references citation(id)
) strict;

-- One row per measure that a rule governs.
create table method_rule_measure (
    method_rule_id text not null references method_rule(id),
    measure_id text not null references measure(id),
    primary key (method_rule_id, measure_id)
) strict;

-- One row per relation that ties values of one report together: parts and their total,
-- counts and their share, one thing stated in two ways.
create table arithmetic_rule (
    id text not null primary key,
    label text not null unique,
    -- What makes the stated value: sum: the parts added up; share: numerator over
    -- denominator, in percent; average: numerator over denominator; same: the other value;
    -- listed: as many rows as the database holds of what is counted. What bounds it:
    -- at-least: it is no less than the parts together; within: it lies in the range.
    kind text not null check (kind in ('sum', 'share', 'average', 'same', 'listed',
        'at-least', 'within')),
    -- 1: the values must be of the same period; 0: the report does not date them alike.
    same_period integer not null check (same_period in (0, 1)),
    -- The inspection whose report alone it holds in; null for every report.
    inspection_id text references inspection(id),
    note text
) strict;

-- One row per value that such a relation takes in: the one that is stated, and those that
-- it is held against.
create table arithmetic_term (
    rule_id text not null references arithmetic_rule(id),
    position integer not null check (position >= 1),
    role text not null check (role in ('stated', 'part', 'numerator', 'denominator', 'other',
        'range', 'listed')),
    measure_id text references measure(id),
    -- The area of the value; null for that of the stated one.
    area_id text references area(id),
    -- A number that is no value of the report, such as the months of a year.
    constant real,
    -- Improvements that are counted: those of an inspection, of one kind.
    listed_inspection_id text references inspection(id),
    listed_kind text,
    primary key (rule_id, position),
    check ((measure_id is not null) + (constant is not null) + (listed_kind is not null) = 1),
    check ((role = 'listed') = (listed_kind is not null)),
    check ((listed_inspection_id is null) = (listed_kind is null)),
    check (area_id is null or measure_id is not null)
) strict;

-- One row per way of computing a value from open statistics; each is a view named
-- recomputed_ and its id, with _ for -.
create table recomputation_method (
    id text not null primary key,
    label text not null unique,
    description text not null
) strict;

-- One row per basis that a value may be computed on.
create table recomputation_basis (
    id text not null primary key,
    label text not null unique,
    -- like-for-like: as the report says of the value that it is made; as-published: as the
    -- publisher of the statistics makes it, or else, where the report leaves that open;
    -- as-done: not as the report says, but perhaps as it was done; nearest: the nearest
    -- thing that open statistics have, which settles nothing.
    standing text not null check (standing in ('like-for-like', 'as-published', 'as-done',
        'nearest')),
    -- What it means for a value that it comes out so.
    reason text not null
) strict;

-- One row per measure, method and basis: how a measure of the reports is computed from
-- open statistics.
create table recomputation_rule (
    id text not null primary key,
    measure_id text not null references measure(id),
    method_id text not null references recomputation_method(id),
    basis_id text not null references recomputation_basis(id),
    -- The kind of area that it is for; null for all that have the statistics.
    area_kind text check (area_kind in ('force', 'country', 'forces')),
    -- The offences that are counted, by themselves and, for a later kind of basis, those
    -- that are added in the baseline only.
    offence_group_id text references offence_group(id),
    baseline_group_id text references offence_group(id),
    -- Whether British Transport Police are added to England and Wales: in both years, or in
    -- the later one only.
    transport_police text check (transport_police in ('both', 'later')),
    -- Population or households of the mid-year this many years before the period ends.
    base_years_before integer check (base_years_before between 0 and 5),
    population_edition text check (population_edition in ('revised', 'implied')),
    -- The outcomes that are counted, by their group; all but none yet, for 'any'.
    outcome_group text,
    -- What a revision of the counts since may explain, in percent of them.
    revision_percent real not null check (revision_percent >= 0),
    unique (measure_id, method_id, basis_id, area_kind)
) strict;

-- One row per reason why open statistics cannot bring out a value.
create table recomputation_bar (
    id text not null primary key,
    label text not null unique,
    reason text not null
) strict;

-- One row per measure that open statistics cannot bring out.
create table recomputation_bar_measure (
    measure_id text not null primary key references measure(id),
    recomputation_bar_id text not null references recomputation_bar(id)
) strict;

-- One row per official file that can be fetched into the folder of sources, or has to be
-- taken there by hand.
create table sources (
    id text not null primary key,
    source_kind_id text not null references source_kind(id),
    title text not null unique,
    publisher text not null,
    licence text not null,
    -- The page that offers the file: the site's base_url followed by page_path.
    page_site_id text not null references site(id),
    page_path text not null,
    -- The file itself, likewise; null where no address of it is known.
    file_site_id text references site(id),
    file_path text,
    -- What it is called in the folder of sources.
    file_name text not null unique check (file_name glob '[a-z]*' and file_name not glob '*[/\]*'),
    media_type text not null check (media_type in ('text/csv', 'application/gzip',
        'application/geo+json', 'application/vnd.oasis.opendocument.spreadsheet',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')),
    -- Of the file as published, where a copy that nobody has altered is known.
    sha256 text check (length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'),
    -- A file longer than this is not the one that is wanted.
    max_bytes integer not null check (max_bytes > 0),
    -- Who vouches for the address of the file.
    address_known_from text,
    -- The day on which the file was last fetched from there for certain; null: not yet tried.
    checked_on text check (checked_on is date(checked_on, '+0 days')),
    note text,
    check ((file_site_id is null) = (file_path is null)),
    check ((file_path is null) = (address_known_from is null)),
    check (checked_on is null or file_path is not null)
) strict;

------------------------------------------------------------------------------
-- What the words and names mean
------------------------------------------------------------------------------

-- One row per defined term or abbreviation of a report.
create table term (
    id text not null primary key,
    term text not null unique,
    abbreviation text,
    definition text not null,
    topic_id text references topic(id),
    citation_id text not null references citation(id)
) strict;

-- One row per operation, scheme, unit, exercise, system, partner, survey, … that
-- a report names.
create table initiative (
    id text not null primary key,
    name text not null unique,
    kind text not null check (kind in ('operation', 'scheme', 'unit', 'exercise', 'it-system',
        'partner', 'survey', 'training', 'form', 'board', 'document', 'campaign', 'role', 'place')),
    purpose text not null,
    topic_id text references topic(id),
    citation_id text not null references citation(id)
) strict;

-- One row per footnote of a document: what it carries, and where that is kept.
create table footnote (
    id text not null primary key,
    document_id text not null references document(id),
    number integer not null check (number >= 1),
    summary text not null,
    -- The term it explains, the document it names as source, the caveat it states.
    term_id text references term(id),
    cites_document_id text references document(id),
    caveat_id text references caveat(id),
    citation_id text not null references citation(id),
    unique (document_id, number),
    check (term_id is not null or cites_document_id is not null or caveat_id is not null)
) strict;

------------------------------------------------------------------------------
-- The reports' own text: filled only where the reader's copy of a report is loaded
------------------------------------------------------------------------------

-- One row per kind of report whose text can be read. Its wording is described by patterns,
-- which loaders/report/structure/patterns.py explains.
create table report_kind (
    framework_id text not null references framework(id),
    pillar_id text not null references pillar(id),
    -- Words that stand in every report of the kind and in no other.
    recognised_by text not null unique,
    -- The words that name the force; {force} stands for its name.
    force_pattern text not null check (force_pattern like '%{force}%'),
    -- What every report of the kind is called, and its inspection; {force} is the force.
    title text not null check (title like '%{force}%'),
    inspection_label text not null check (inspection_label like '%{force}%'),
    publisher text not null,
    published_on text not null check (published_on glob '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    -- When forces were inspected, and how an exception to that reads.
    fieldwork_start text not null,
    fieldwork_end text not null,
    fieldwork_exception text not null check (fieldwork_exception like '%{force}%'),
    -- Ending of the id of the section that says so.
    fieldwork_section text not null,
    primary key (framework_id, pillar_id)
) strict;

-- One row per heading of a kind of report, in order: how it reads and which section it
-- opens.
create table heading (
    framework_id text not null,
    pillar_id text not null,
    position integer not null check (position >= 1),
    -- Ending of the section's id; {chapter} stands for that of the open chapter.
    section text not null,
    level integer not null check (level between 1 and 4),
    label text not null,
    pattern text not null,
    -- 1: what it opens is set in a box.
    boxed integer not null check (boxed in (0, 1)),
    -- 1: it may come in any chapter, several times or not at all (a cause of concern).
    floating integer not null check (floating in (0, 1)),
    primary key (framework_id, pillar_id, position),
    foreign key (framework_id, pillar_id) references report_kind(framework_id, pillar_id)
) strict;

-- One row per sentence that stands, with other numbers, in every report of a kind.
create table sentence (
    id text not null primary key,
    framework_id text not null,
    pillar_id text not null,
    position integer not null check (position >= 1),
    label text not null,
    -- Ending of the id of the section it stands in; null: it may stand anywhere.
    section text,
    -- 1: every report of the kind should have it, and a reader is told where it does not.
    expected integer not null check (expected in (0, 1)),
    unique (framework_id, pillar_id, position),
    foreign key (framework_id, pillar_id) references report_kind(framework_id, pillar_id)
) strict;

-- One row per way in which a sentence may read; the first that fits a place counts there.
create table sentence_pattern (
    sentence_id text not null references sentence(id),
    position integer not null check (position >= 1),
    pattern text not null,
    primary key (sentence_id, position)
) strict;

-- One row per value that a sentence states: what stands in a slot of its patterns.
create table sentence_value (
    sentence_id text not null references sentence(id),
    slot text not null,
    measure_id text not null references measure(id),
    -- Null: the force that the report is about.
    area_id text references area(id),
    -- The figure that the value is missing from.
    figure_number integer,
    period_start text,
    period_end text,
    period_note text,
    baseline_start text,
    baseline_end text,
    -- Why there is no value, where the slot is one of the kind none.
    missing_reason text,
    -- {slot} stands for what another slot has, {force} for the force.
    note text,
    primary key (sentence_id, slot)
) strict;

-- One row per figure of a kind of report.
create table report_figure (
    framework_id text not null,
    pillar_id text not null,
    number integer not null check (number >= 1),
    -- {area} stands for the name of the force's area.
    caption text not null,
    kind text not null,
    source text not null,
    source_elsewhere text,
    values_published integer not null check (values_published in (0, 1)),
    -- Ending of the id of the section that says how it was made.
    method_section text not null,
    primary key (framework_id, pillar_id, number),
    foreign key (framework_id, pillar_id) references report_kind(framework_id, pillar_id)
) strict;

-- One row per row of a figure that is a table, in printed order, with how it reads.
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

-- One row per value that every report of a kind only draws and does not print.
create table report_drawn_value (
    framework_id text not null,
    pillar_id text not null,
    position integer not null check (position >= 1),
    -- The figure, or the section that speaks of it.
    figure_number integer,
    section text,
    measure_id text not null references measure(id),
    -- Null: the force that the report is about.
    area_id text references area(id),
    period_start text,
    period_end text,
    period_note text,
    note text not null,
    primary key (framework_id, pillar_id, position),
    foreign key (framework_id, pillar_id) references report_kind(framework_id, pillar_id),
    check ((figure_number is null) <> (section is null))
) strict;

-- One row per paragraph, bullet, footnote, caption, row of a table, … of a report's text.
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
    -- The report's own words, line ends closed up.
    text text not null,
    unique (document_id, position),
    check (page_end >= page),
    check ((kind = 'footnote') = (footnote_number is not null))
) strict;

-- One row per number of a report's text, in digits or words; none is left out.
create table number_mention (
    id integer primary key,
    passage_id integer not null references passage(id),
    -- Characters of the passage before it.
    offset integer not null check (offset >= 0),
    page integer not null check (page >= 1),
    printed text not null,
    value real not null,
    -- number: may state a value. The rest are none: mark of a footnote, date, base (the
    -- 1,000 of a rate, the 12 months of a period), address, name (PP57), label (a code or
    -- a figure's number), pronoun (one of them).
    kind text not null check (kind in ('number', 'mark', 'date', 'base', 'address', 'name',
        'label', 'pronoun')),
    unique (passage_id, offset)
) strict;

------------------------------------------------------------------------------
-- What all of this means
------------------------------------------------------------------------------

create table dictionary_table (
    name text not null primary key,
    kind text not null check (kind in ('table', 'view')),
    theme text,
    title text not null,
    description text not null,
    check ((kind = 'view') = (theme is not null))
) strict;

create table dictionary_column (
    table_name text not null references dictionary_table(name),
    position integer not null check (position >= 1),
    name text not null,
    type text,
    description text not null,
    -- In the order in which a reader meets the columns.
    primary key (table_name, position)
) strict;

-- No index but those of keys: the tables are small, and Datasette, paging through a table
-- sorted by a column, takes for granted that rows alike in it come in the order of their
-- keys; rows read off an index backwards do not (tests/web/test_site.py sorts by every column).
