-- What devices are made to do by hand, in lessons and by sanctions: with whom it is for, by whom, why and how long; what
-- devices say of it; and the school's own settings.

create table restrictions (
  school_id uuid not null references schools,
  -- Made by who sets it, so that a request sent twice sets it once; of a sanction the device's own.
  id uuid not null,
  -- As the protocol's Effect.
  effect jsonb not null check (jsonb_typeof(effect) = 'object'),
  layer text not null check (layer in ('hands-on', 'sanction', 'lesson')),
  target_kind text not null check (target_kind in ('group', 'lesson', 'person', 'device')),
  -- A group or a lesson stands alone; of people and devices there can be many.
  target_ids uuid[] not null check (cardinality(target_ids) between 1 and 500),
  -- The lesson that it ends with.
  lesson_id uuid,
  -- For the pupils, as they are shown.
  words text check (length(words) <= 300),
  -- By whom, as staff see it; null where a device did it by itself.
  by_id text,
  by_name text,
  -- By whom, as pupils are to read it.
  told_by text check (length(told_by) <= 200),
  set_at timestamptz(3) not null,
  starts_at timestamptz(3) not null,
  -- Null: to the end of its lesson. When it really ends: restrictions_ends.
  until timestamptz(3),
  lifted_at timestamptz(3),
  lifted_by text,
  lifted_name text,
  primary key (school_id, id),
  check (until is not null or lesson_id is not null),
  check (until is null or until >= starts_at),
  check ((by_id is null) = (by_name is null)),
  check ((layer = 'sanction') = (by_id is null)),
  check (target_kind not in ('group', 'lesson') or cardinality(target_ids) = 1),
  check ((lifted_by is null) = (lifted_name is null) and (lifted_by is null or lifted_at is not null))
);
call lapwing_guard('restrictions');
create index restrictions_until on restrictions (school_id, until) where lifted_at is null;
create index restrictions_newest on restrictions (school_id, set_at desc, id);
create index restrictions_lesson on restrictions (school_id, lesson_id) where lesson_id is not null;
grant select, insert on restrictions to lapwing_app;
grant update (until, lifted_at, lifted_by, lifted_name) on restrictions to lapwing_app;

-- When each is over, by itself or with its lesson: the one place that says so. A lift is not an end of its own.
create view restrictions_ends with (security_invoker = true) as
  select r.*, least(r.until, l.ends_at, l.ended_at) as ends_at, l.title as lesson_title, l.group_id as lesson_group_id
  from restrictions r left join lessons l on l.school_id = r.school_id and l.id = r.lesson_id;
grant select on restrictions_ends to lapwing_app;

-- People, or devices with nobody known, for whom it was lifted while it goes on for others.
create table restrictions_exceptions (
  school_id uuid not null,
  restriction_id uuid not null,
  member_id uuid not null,
  at timestamptz(3) not null,
  by_id text not null,
  by_name text not null,
  primary key (school_id, restriction_id, member_id),
  foreign key (school_id, restriction_id) references restrictions (school_id, id)
);
call lapwing_guard('restrictions_exceptions');
grant select, insert, delete on restrictions_exceptions to lapwing_app;

-- What each device said last of what holds there.
create table restrictions_actual (
  school_id uuid not null,
  device_id uuid not null,
  -- The device's own moment, put right by the offset measured when it connected.
  at timestamptz(3) not null,
  received_at timestamptz(3) not null,
  version int not null,
  locked boolean not null,
  internet text not null check (internet in ('open', 'limited', 'off')),
  muted boolean not null,
  holds uuid[] not null,
  failed jsonb not null check (jsonb_typeof(failed) = 'array'),
  gaps text[] not null,
  primary key (school_id, device_id),
  foreign key (school_id, device_id) references devices (school_id, id)
);
call lapwing_guard('restrictions_actual');
grant select, insert on restrictions_actual to lapwing_app;
grant update (at, received_at, version, locked, internet, muted, holds, failed, gaps) on restrictions_actual to lapwing_app;

-- What devices did by themselves about a finding, also what they did not do.
create table restrictions_sanctions (
  school_id uuid not null,
  -- The device's own, so that it counts once however often it is said; also of the restriction that it is.
  id uuid not null,
  device_id uuid not null,
  capture_id uuid not null,
  session_id uuid not null,
  person_id uuid,
  kind text not null check (kind in ('message', 'lock', 'internet-off', 'log-off')),
  outcome text not null check (outcome in ('done', 'held-back', 'switched-off', 'not-possible')),
  at timestamptz(3) not null,
  until timestamptz(3),
  received_at timestamptz(3) not null,
  primary key (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id),
  foreign key (school_id, capture_id) references captures (school_id, id)
);
call lapwing_guard('restrictions_sanctions');
create index restrictions_sanctions_device on restrictions_sanctions (school_id, device_id, until) where until is not null;
create index restrictions_sanctions_capture on restrictions_sanctions (school_id, capture_id);
grant select, insert on restrictions_sanctions to lapwing_app;

create table restrictions_settings (
  school_id uuid primary key references schools,
  -- As the protocol's ControlSettings.
  settings jsonb not null check (jsonb_typeof(settings) = 'object'),
  revision int not null,
  changed_at timestamptz(3) not null,
  changed_by text not null,
  changed_name text not null
);
call lapwing_guard('restrictions_settings');
grant select, insert on restrictions_settings to lapwing_app;
grant update (settings, revision, changed_at, changed_by, changed_name) on restrictions_settings to lapwing_app;

-- What was done about a finding stands in its history.
alter table captures_history drop constraint captures_history_kind_check;
alter table captures_history add constraint captures_history_kind_check check (kind in
  ('captured', 'amended', 'evidence-arrived', 'evidence-viewed', 'taken', 'status', 'note', 'matched', 'unmatched',
    'assigned', 'escalated', 'undone', 'allowed', 'joined', 'parted', 'sealed-opened', 'held', 'released', 'exported',
    'concern', 'alerted', 'threshold', 'sanctioned', 'sanction-lifted'));
alter table captures_history
  add check (kind not in ('sanctioned', 'sanction-lifted') or words is not null);

comment on table restrictions is 'What devices were made to do, for whom, by whom, with which words, from when to when, and who lifted it | whatever is done to a pupil is dated, explained and can be taken back; the record of it | as long as the pupil''s record | the school; with retention rules in a later version';
comment on table restrictions_exceptions is 'For whom a restriction was lifted while it goes on for others | lifting it for one pupil of a class | as the restriction | taking the lift back; as the restriction';
comment on table restrictions_actual is 'What each device said last of what holds there; nothing of a pupil | staff see whether a device does as it should | until the next | the next';
comment on table restrictions_sanctions is 'What a device did by itself about a finding, or why it did not, from when to when | to explain and take back what is done automatically (UK GDPR, article 22) | as captures | as captures';
comment on table restrictions_settings is 'The school''s bounds and words for locks, sanctions and asking; nothing of a pupil | the school decides what devices do by themselves | the life of the school | nothing; the newest replaces the one before';
