-- Devices and how they are let in, who sits at them, what they are told to be, and the packs of terms that they fetch.

-- The code that somebody types at a device, before the school is known.
create function lapwing_school_code() returns text language sql stable
  return nullif(current_setting('lapwing.school_code', true), '');

create table devices_school_codes (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  code text not null unique check (code ~ '^[A-Z0-9]{10}$'),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (school_id, id)
);
alter table devices_school_codes enable row level security;
create policy school on devices_school_codes using (school_id = lapwing_school()) with check (school_id = lapwing_school());
-- Whoever knows a code may find out whose it is; nobody may list those of other schools.
create policy by_code on devices_school_codes for select using (code = lapwing_school_code());
create unique index devices_school_codes_in_force on devices_school_codes (school_id) where revoked_at is null;
grant select, insert on devices_school_codes to lapwing_app;
grant update (revoked_at) on devices_school_codes to lapwing_app;

create table devices (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 120),
  room text check (length(room) between 1 and 120),
  -- Raw Ed25519 public key in base64url; the private half was made on the device and stays there.
  public_key text not null check (length(public_key) = 43),
  -- What the agent says of itself (DevicePlatform); shown to staff, never trusted for a permission.
  platform jsonb not null,
  -- The code that it was enrolled by.
  code_id uuid,
  enrolled_at timestamptz not null default now(),
  last_seen_at timestamptz,
  revoked_at timestamptz,
  assigned_person_id uuid,
  last_refusal text,
  refused_at timestamptz,
  -- Captures that waited on the device when it connected last, and those that it had to give up since it was enrolled.
  queued int not null default 0 check (queued >= 0),
  lost int not null default 0 check (lost >= 0),
  primary key (school_id, id),
  unique (school_id, public_key),
  foreign key (school_id, code_id) references devices_school_codes (school_id, id),
  foreign key (school_id, assigned_person_id) references people (school_id, id)
);
call lapwing_guard('devices');
create index devices_name on devices (school_id, lower(name), id);
create index devices_assigned on devices (school_id, assigned_person_id) where assigned_person_id is not null;
create index devices_code on devices (school_id, code_id);
grant select, insert on devices to lapwing_app;
grant update (name, room, platform, last_seen_at, revoked_at, assigned_person_id, last_refusal, refused_at, queued, lost)
  on devices to lapwing_app;

-- Devices that were not let in lately; the newest only, for the devices page.
create table devices_refusals (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  at timestamptz not null default now(),
  reason text not null,
  device_id uuid,
  device_name text check (length(device_name) <= 120),
  address text not null,
  primary key (school_id, id)
);
call lapwing_guard('devices_refusals');
create index devices_refusals_at on devices_refusals (school_id, at desc);
grant select, insert, delete on devices_refusals to lapwing_app;

-- One person's time on one device. The id is the device's own, so that a session sent twice is one session.
create table sessions (
  school_id uuid not null references schools,
  id uuid not null,
  device_id uuid not null,
  -- Null while the account is matched to nobody of the roster.
  person_id uuid,
  account_name text check (length(account_name) between 1 and 320),
  account_origin text check (account_origin in ('profile', 'policy', 'system')),
  -- The device's own clock, and the same moments put right by the offset measured when it connected.
  device_started_at timestamptz not null,
  started_at timestamptz not null,
  device_ended_at timestamptz,
  ended_at timestamptz,
  received_at timestamptz not null default now(),
  primary key (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id),
  foreign key (school_id, person_id) references people (school_id, id),
  check ((account_name is null) = (account_origin is null)),
  check ((device_ended_at is null) = (ended_at is null))
);
call lapwing_guard('sessions');
create index sessions_device on sessions (school_id, device_id, started_at desc);
create index sessions_person on sessions (school_id, person_id, started_at desc) where person_id is not null;
grant select, insert on sessions to lapwing_app;
grant update (person_id, device_ended_at, ended_at) on sessions to lapwing_app;

-- The compiled packs of terms, named by their content.
create table policies_packs (
  school_id uuid not null references schools,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bytea not null,
  library_version text not null,
  created_at timestamptz not null default now(),
  primary key (school_id, sha256)
);
call lapwing_guard('policies_packs');
grant select, insert on policies_packs to lapwing_app;

-- The version of the state document that each device was told last, and what it said to it.
create table state_documents (
  school_id uuid not null references schools,
  device_id uuid not null,
  version int not null check (version >= 1),
  -- SHA-256 of what the document says, apart from version and times.
  content_sha256 text not null check (content_sha256 ~ '^[0-9a-f]{64}$'),
  issued_at timestamptz not null,
  applied_version int,
  applied_problem text,
  applied_at timestamptz,
  primary key (school_id, device_id),
  foreign key (school_id, device_id) references devices (school_id, id)
);
call lapwing_guard('state_documents');
grant select, insert on state_documents to lapwing_app;
grant update (version, content_sha256, issued_at, applied_version, applied_problem, applied_at) on state_documents to lapwing_app;
