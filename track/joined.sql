-- What is put beside the private tables when they are read: the public record of the forces
-- that the lists are about, and the day that everything is told for. In memory only.

-- No row: today. One row: that day.
create table day_chosen (
    day text not null primary key check (day is date(day, '+0 days'))
) strict;

-- One row per improvement of the public database.
create table record (
    improvement_id text not null primary key,
    force text not null,
    -- What is only inferred says from which inspection's report.
    raised_by text not null,
    topic text not null,
    kind text not null,
    summary text not null,
    place text,
    url text,
    -- The first day on which a later improvement followed it up; null where none is known.
    followed_up_on text,
    force_id text not null
) strict;

-- One row per improvement and status of record, with the days between which it held.
create table record_period (
    improvement_id text not null,
    from_day text not null,
    until_day text,
    status text not null,
    status_as_worded text,
    status_basis text,
    -- open, only seen raised, closed, inferred, several together or remark on progress.
    state text not null,
    primary key (improvement_id, from_day)
) strict;

-- One row per inspection that the public database holds of the forces.
create table record_inspection (
    inspection_id text not null primary key,
    label text not null,
    published_on text
) strict;

-- One row per report of such an inspection and rule on the policing body's answer to it.
create table record_response (
    inspection_id text not null,
    rule_id text not null,
    inspection text not null,
    published_on text,
    published_to text,
    rule text not null,
    applies text not null,
    days integer,
    last_due text,
    response text not null,
    responded_on text,
    primary key (inspection_id, rule_id)
) strict;
