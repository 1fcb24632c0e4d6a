-- Schools, staff accounts, the roster and the audit: what every feature stands on.
-- Every row of a school carries school_id in its key; row-level security shows lapwing_app only the rows of the
-- school that the transaction is bound to (setting lapwing.school_id), and takes only such rows.

create extension if not exists pg_trgm;

create function lapwing_school() returns uuid language sql stable
  return nullif(current_setting('lapwing.school_id', true), '')::uuid;
create function lapwing_account() returns text language sql stable
  return nullif(current_setting('lapwing.account_id', true), '');

-- Called for each table of a school: the second wall behind the permission check.
create procedure lapwing_guard(guarded regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', guarded);
  execute format('create policy school on %s using (school_id = lapwing_school()) with check (school_id = lapwing_school())', guarded);
end $$;

create table schools (
  school_id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  -- 32-byte data key for evidence, sealed by the master key, which is not in the database.
  data_key_sealed bytea not null,
  -- Ed25519 pair that signs what devices are told; the private half (PKCS 8) is sealed by the master key.
  state_key_public text not null,
  state_key_sealed bytea not null,
  created_at timestamptz not null default now()
);
call lapwing_guard('schools');
grant select, insert on schools to lapwing_app;
grant update (name) on schools to lapwing_app;
-- The server itself must know which schools it serves before it is bound to one; ids only.
create function schools_ids() returns setof uuid language sql stable security definer set search_path = public
  as 'select school_id from schools order by created_at, school_id';

-- Staff accounts belong to no one school: one person may serve several. The columns are better-auth's.
create table accounts_users (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table accounts_sessions (
  id text primary key,
  user_id text not null references accounts_users (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index accounts_sessions_user on accounts_sessions (user_id);
create table accounts_credentials (
  id text primary key,
  user_id text not null references accounts_users (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  id_token text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index accounts_credentials_user on accounts_credentials (user_id);
create table accounts_verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
grant select, insert, update, delete on accounts_users, accounts_sessions, accounts_credentials, accounts_verifications to lapwing_app;

-- Failed sign-ins by account address; a success clears the row.
create table accounts_lockouts (
  email text primary key,
  failures int not null,
  first_failure_at timestamptz not null,
  locked_until timestamptz
);
grant select, insert, update, delete on accounts_lockouts to lapwing_app;

-- Links that set a password, once. Only a hash is kept.
create table accounts_links (
  token_sha256 bytea primary key,
  user_id text not null references accounts_users (id) on delete cascade,
  school_id uuid not null references schools,
  expires_at timestamptz not null,
  used_at timestamptz
);
grant select, insert, delete on accounts_links to lapwing_app;
grant update (used_at) on accounts_links to lapwing_app;

create table accounts_members (
  school_id uuid not null references schools,
  user_id text not null references accounts_users (id),
  roles text[] not null check (cardinality(roles) between 1 and 10),
  disabled boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (school_id, user_id)
);
alter table accounts_members enable row level security;
-- An account may find its own memberships before a school is chosen; only the school may change them.
create policy school on accounts_members using (school_id = lapwing_school()) with check (school_id = lapwing_school());
create policy own on accounts_members for select using (user_id = lapwing_account());
grant select, insert, update on accounts_members to lapwing_app;

create table people (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 200),
  -- Lower case; matched with the account at the device.
  username text not null check (username = lower(username)),
  kind text not null check (kind in ('pupil', 'staff')),
  year text,
  form text,
  created_at timestamptz not null default now(),
  primary key (school_id, id),
  unique (school_id, username)
);
call lapwing_guard('people');
create index people_name on people (school_id, lower(name), id);
create index people_search on people using gin ((lower(name) || ' ' || username) gin_trgm_ops);
grant select, insert, update on people to lapwing_app;

create table groups (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  parent_id uuid,
  name text not null check (length(name) between 1 and 120),
  kind text not null check (kind in ('people', 'devices')),
  created_at timestamptz not null default now(),
  primary key (school_id, id),
  foreign key (school_id, parent_id) references groups (school_id, id) on delete cascade
);
call lapwing_guard('groups');
create unique index groups_name on groups (school_id, kind, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), lower(name));
grant select, insert, update, delete on groups to lapwing_app;

-- A member is a person or a device, by the kind of the group. Ids are unique over both, so one column serves.
create table groups_members (
  school_id uuid not null,
  group_id uuid not null,
  member_id uuid not null,
  since timestamptz not null default now(),
  primary key (school_id, group_id, member_id),
  foreign key (school_id, group_id) references groups (school_id, id) on delete cascade
);
call lapwing_guard('groups_members');
create index groups_members_member on groups_members (school_id, member_id);
grant select, insert, delete on groups_members to lapwing_app;

-- The groups that an account's view ends at, where a role is scoped to groups.
create table accounts_member_groups (
  school_id uuid not null,
  user_id text not null,
  group_id uuid not null,
  primary key (school_id, user_id, group_id),
  foreign key (school_id, user_id) references accounts_members (school_id, user_id) on delete cascade,
  foreign key (school_id, group_id) references groups (school_id, id) on delete cascade
);
call lapwing_guard('accounts_member_groups');
grant select, insert, delete on accounts_member_groups to lapwing_app;

-- What was done and looked at. The application can add and read, never change or remove; each entry's hash
-- covers the one before it.
create table audit_entries (
  school_id uuid not null references schools,
  seq bigint not null,
  at timestamptz not null,
  actor_id text,
  actor_name text,
  action text not null,
  summary text not null,
  subject_kind text,
  subject_id text,
  outcome text not null check (outcome in ('opened', 'done', 'refused', 'failed')),
  address text,
  previous_hash text not null,
  hash text not null,
  primary key (school_id, seq)
);
call lapwing_guard('audit_entries');
create index audit_entries_subject on audit_entries (school_id, subject_id, seq desc);
create index audit_entries_actor on audit_entries (school_id, actor_id, seq desc);
grant select, insert on audit_entries to lapwing_app;
