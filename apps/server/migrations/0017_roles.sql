-- Roles that a school makes for itself, groups that count for one role alone, and an audit that is searched and checked.

create table accounts_roles (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 60),
  description text not null default '' check (length(description) <= 300),
  -- Whether its view ends at the groups given with it.
  scope text not null check (scope in ('school', 'groups')),
  -- One that the running version does not know grants nothing.
  capabilities text[] not null check (cardinality(capabilities) between 1 and 200),
  -- The built-in role that it was copied from, for showing what is different.
  based_on text not null check (length(based_on) <= 40),
  -- Counts the changes, so that one of two who change it at once is told.
  revision int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (school_id, id)
);
call lapwing_guard('accounts_roles');
create unique index accounts_roles_name on accounts_roles (school_id, lower(name));
grant select, insert, delete on accounts_roles to lapwing_app;
grant update (name, description, scope, capabilities, revision, changed_at) on accounts_roles to lapwing_app;
comment on table accounts_roles is 'Roles that the school made: name, what they may do | permissions | as long as they are used | deleting the role; what they were stands in the audit';

-- Empty: for every role of the account that ends at groups. Otherwise for the role named alone, instead of those.
alter table accounts_member_groups
  add column role text not null default '' check (length(role) <= 40),
  drop constraint accounts_member_groups_pkey,
  add primary key (school_id, user_id, group_id, role);

-- The audit, by each of its filters, newest first.
create index audit_entries_action on audit_entries (school_id, action, seq desc);
create index audit_entries_at on audit_entries (school_id, at, seq);
create index audit_entries_words on audit_entries using gin (lower(summary) gin_trgm_ops);
create index audit_entries_outcome on audit_entries (school_id, outcome, seq desc) where outcome <> 'done';

create table audit_checks (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  by_id text not null,
  by_name text not null,
  started_at timestamptz not null default now(),
  -- Null while it is under way, or was left half done.
  ended_at timestamptz,
  -- How far it got: the number and the hash of the last entry that is as it was written.
  entries bigint not null default 0,
  head text not null check (length(head) = 64),
  problem_seq bigint,
  problem text check (problem in ('missing', 'changed', 'not-linked')),
  primary key (school_id, id),
  check ((problem is null) = (problem_seq is null))
);
call lapwing_guard('audit_checks');
grant select, insert on audit_checks to lapwing_app;
grant update (ended_at, entries, head, problem_seq, problem) on audit_checks to lapwing_app;
comment on table audit_checks is 'When the chain of the audit was checked, by whom, and what was found; nothing of a pupil | accountability | the life of the school | nothing: the application cannot';
