-- The private database: a force's or policing body's own list of what inspections ask of it.
--
-- Not part of the public database and never copied into it. Rows are only ever added: what a
-- list once said stays, and triggers refuse to change or delete it.

-- One row per list that is kept, such as a force's own tracker.
create table list (
    id text not null primary key check (id not glob '*[^a-z0-9-]*' and id <> ''),
    label text not null,
    -- The force that it is about, as the public database names it.
    force_id text not null,
    kept_by text not null check (kept_by in ('force', 'policing-body'))
) strict;

-- One row per import: a list as it stood on a day.
create table snapshot (
    id integer primary key,
    list_id text not null references list(id),
    taken_on text not null check (taken_on is date(taken_on, '+0 days')),
    file_name text not null,
    -- Null for CSV, which has no sheets.
    sheet text,
    -- Of the file's bytes, and of the rows read from it.
    file_sha256 text not null,
    rows_sha256 text not null,
    items integer not null check (items >= 1)
) strict;

-- One row per item that ever stood on a list.
create table item (
    id integer primary key,
    list_id text not null references list(id),
    -- The list's own reference; with the list it is the item's name for good.
    reference text not null,
    unique (list_id, reference)
) strict;

-- One row per item and import: what the list said of it then, as it said it.
create table item_state (
    item_id integer not null references item(id),
    snapshot_id integer not null references snapshot(id),
    -- Row of the sheet, or line of the file.
    line integer not null check (line >= 1),
    report text,
    recommendation text not null,
    owner text,
    status text not null check (status in ('raised', 'in-progress', 'partly-met', 'met',
        'not-met', 'worse', 'superseded', 'not-stated')),
    status_as_worded text not null,
    target_date text check (target_date is date(target_date, '+0 days')),
    revised_date text check (revised_date is date(revised_date, '+0 days')),
    evidence text,
    last_update text check (last_update is date(last_update, '+0 days')),
    -- The improvement of the public database that the item answers to, where the list names one.
    improvement_id text,
    primary key (item_id, snapshot_id),
    check (revised_date is null or target_date is not null)
) strict;

-- One row per target date that an item was ever given, in order.
create table target_date (
    item_id integer not null references item(id),
    position integer not null check (position >= 1),
    day text not null check (day is date(day, '+0 days')),
    -- original: the first that the list gave; revised: given as a revised date; overwritten:
    -- the list put it where the original had stood.
    kind text not null check (kind in ('original', 'revised', 'overwritten')),
    snapshot_id integer not null references snapshot(id),
    primary key (item_id, position),
    check ((position = 1) = (kind = 'original'))
) strict;

create trigger snapshot_stays before update on snapshot
begin select raise(abort, 'a list that was imported is never changed'); end;
create trigger snapshot_is_kept before delete on snapshot
begin select raise(abort, 'a list that was imported is never deleted'); end;
create trigger item_stays before update on item
begin select raise(abort, 'an item is never renamed'); end;
create trigger item_is_kept before delete on item
begin select raise(abort, 'an item is never deleted'); end;
create trigger item_state_stays before update on item_state
begin select raise(abort, 'what a list said is never changed'); end;
create trigger item_state_is_kept before delete on item_state
begin select raise(abort, 'what a list said is never deleted'); end;
create trigger target_date_stays before update on target_date
begin select raise(abort, 'a target date is never changed'); end;
create trigger target_date_is_kept before delete on target_date
begin select raise(abort, 'a target date is never deleted'); end;
