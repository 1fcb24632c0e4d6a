-- Captures are dealt with together: given and escalated to people, as incidents, taken back, and looked for.

alter table captures drop constraint captures_status_check;
alter table captures add constraint captures_status_check check (status in ('unclassified', 'requires-attention',
  'under-investigation', 'escalated', 'resolved', 'false-positive', 'false-positive-allowed'));
alter table captures alter column is_open
  set expression as (status not in ('resolved', 'false-positive', 'false-positive-allowed'));
alter table captures
  -- To whom it is escalated, while it is.
  add column escalated_to text,
  add column escalated_name text,
  -- The same thing seen again: all with the same id are shown as one, and can be dealt with as one.
  add column incident_id uuid,
  add check ((escalated_to is null) = (escalated_name is null)),
  add check (escalated_to is null or status = 'escalated');
grant update (escalated_to, escalated_name, incident_id) on captures to lapwing_app;

create index captures_incident on captures (school_id, incident_id) where incident_id is not null;
-- One for each thing that the list can be narrowed to, in the order in which it is read.
create index captures_happened on captures (school_id, happened_at desc, id desc);
create index captures_severity on captures (school_id, severity, received_at desc, id desc);
create index captures_status on captures (school_id, status, received_at desc, id desc);
create index captures_policy on captures (school_id, policy, received_at desc, id desc);
create index captures_source on captures (school_id, source, received_at desc, id desc);
create index captures_term on captures (school_id, term, received_at desc, id desc);
create index captures_assigned on captures (school_id, assigned_to, received_at desc, id desc);

alter table captures_history
  -- To whom it was given or escalated; null where it was given to nobody.
  add column to_id text,
  add column to_name text,
  -- The revision of the capture that this made; null where it changed nothing that somebody could overwrite.
  add column revision int,
  -- What stood there before: status, who had it, to whom it was escalated, its incident. For taking the change back.
  add column before jsonb check (before is null or jsonb_typeof(before) = 'object'),
  -- The concern that it became part of.
  add column concern_id uuid,
  add check ((to_id is null) = (to_name is null)),
  add check (before is null or revision is not null),
  add check (kind <> 'escalated' or (to_name is not null and words is not null)),
  add check (kind <> 'concern' or concern_id is not null),
  add check (kind not in ('allowed', 'sealed-opened', 'held', 'released', 'alerted', 'threshold') or words is not null);
alter table captures_history drop constraint captures_history_kind_check;
alter table captures_history add constraint captures_history_kind_check check (kind in
  ('captured', 'amended', 'evidence-arrived', 'evidence-viewed', 'taken', 'status', 'note', 'matched', 'unmatched',
    'assigned', 'escalated', 'undone', 'allowed', 'joined', 'parted', 'sealed-opened', 'held', 'released', 'exported',
    'concern', 'alerted', 'threshold'));
-- Statuses stand with whatever changed them, so that the way of a capture can be read from its history alone.
do $$
declare
  found text;
begin
  for found in select conname from pg_constraint
    where conrelid = 'captures_history'::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%from_status%'
  loop
    execute format('alter table captures_history drop constraint %I', found);
  end loop;
end $$;
alter table captures_history
  add check ((from_status is null) = (to_status is null)),
  add check (kind <> 'status' or from_status is not null);
create index captures_history_by on captures_history (school_id, by_id, at desc) where before is not null;

-- What the school has agreed each status to mean.
create table captures_meanings (
  school_id uuid not null references schools,
  status text not null check (status in ('unclassified', 'requires-attention', 'under-investigation', 'escalated',
    'resolved', 'false-positive', 'false-positive-allowed')),
  meaning text not null check (length(meaning) <= 300),
  primary key (school_id, status)
);
call lapwing_guard('captures_meanings');
grant select, insert on captures_meanings to lapwing_app;
grant update (meaning) on captures_meanings to lapwing_app;

-- Filters of the list under a name.
create table captures_views (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  owner_account text not null,
  name text not null check (length(name) between 1 and 60),
  -- The part of the console's address that holds the filters.
  search text not null check (length(search) <= 1000),
  shared boolean not null,
  created_at timestamptz(3) not null default now(),
  primary key (school_id, id),
  foreign key (school_id, owner_account) references accounts_members (school_id, user_id) on delete cascade
);
call lapwing_guard('captures_views');
create index captures_views_owner on captures_views (school_id, owner_account);
grant select, insert, delete on captures_views to lapwing_app;

comment on table captures is 'Captures: the sentence that matched, where, when, how bad, its status, who has it, what it belongs together with, and the same words folded for the search | safeguarding | as the school''s policy on safeguarding records says | the school; with retention rules in a later version';
comment on table captures_history is 'What happened to each capture: status, notes, to whom it was given or escalated, what it was before, who and when | accountability; decisions and reasons are recorded | as captures | nothing: the application cannot';
comment on table captures_meanings is 'What the school means by each status; nothing of a pupil | staff decide alike | as long as the school is served | a newer meaning';
comment on table captures_views is 'Filters of the list of captures that staff saved under a name | to find the same captures again | as long as the account | deleting the view; removing the account of its owner';
