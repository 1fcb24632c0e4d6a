-- The desktop agent: which of its versions a school lets its devices have, what became of them there, and what was done
-- to an agent so that it should not see.

create table releases_rings (
  school_id uuid not null references schools,
  version text not null check (version ~ '^[0-9]{1,5}(\.[0-9]{1,5}){1,3}$'),
  ring text not null check (ring in ('none', 'trial', 'tenth', 'all')),
  changed_at timestamptz(3) not null,
  changed_by text not null,
  changed_name text not null,
  primary key (school_id, version)
);
call lapwing_guard('releases_rings');
grant select, insert on releases_rings to lapwing_app;
grant update (ring, changed_at, changed_by, changed_name) on releases_rings to lapwing_app;

create table releases_trial (
  school_id uuid not null references schools,
  -- Of devices; those in it try a release first.
  group_id uuid,
  primary key (school_id),
  foreign key (school_id, group_id) references groups (school_id, id) on delete set null (group_id)
);
call lapwing_guard('releases_trial');
grant select, insert on releases_trial to lapwing_app;
grant update (group_id) on releases_trial to lapwing_app;

create table releases_outcomes (
  school_id uuid not null references schools,
  -- The device's own, so that one sent twice is one.
  id uuid not null,
  device_id uuid not null,
  from_version text not null check (length(from_version) <= 24),
  to_version text not null check (length(to_version) <= 24),
  outcome text not null check (outcome in ('done', 'rolled-back', 'refused')),
  at timestamptz(3) not null,
  received_at timestamptz(3) not null default now(),
  primary key (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id)
);
call lapwing_guard('releases_outcomes');
create index releases_outcomes_newest on releases_outcomes (school_id, to_version, device_id, received_at desc);
grant select, insert on releases_outcomes to lapwing_app;

create table devices_tamperings (
  school_id uuid not null references schools,
  -- The device's own.
  id uuid not null,
  device_id uuid not null,
  -- Of whoever sat there; null where nobody did.
  session_id uuid,
  what text not null check (length(what) <= 40),
  -- For which it was blind, or by which its clock was moved.
  seconds bigint,
  at timestamptz(3) not null,
  received_at timestamptz(3) not null default now(),
  primary key (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id),
  foreign key (school_id, session_id) references sessions (school_id, id)
);
call lapwing_guard('devices_tamperings');
create index devices_tamperings_device on devices_tamperings (school_id, device_id, at desc);
create index devices_tamperings_newest on devices_tamperings (school_id, received_at desc);
grant select, insert on devices_tamperings to lapwing_app;

comment on table releases_rings is 'Which devices get which version of the desktop agent, and who decided that; nothing of a pupil | to try a version before all have it | the life of the school | nothing';
comment on table releases_trial is 'Which group of devices tries a version first; nothing of a pupil | as releases_rings | until another is named | naming another, or none';
comment on table releases_outcomes is 'Which device changed from which version to which, and whether that went well; nothing of a pupil | to stop a version that does not come up | the life of the school | nothing; with retention rules in a later version';
comment on table devices_tamperings is 'What was done to an agent or its device so that it should not see or hold, when, and in whose session | so that staff know of a gap, and somebody can ask | the life of the school | nothing; with retention rules in a later version';
