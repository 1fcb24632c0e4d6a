-- What a school decides about what is watched for, every change of it, and what devices are given.

-- All decisions as items: the newest value of each. Its id says what it is about, such as a group and a policy.
create table policies_items (
  school_id uuid not null references schools,
  kind text not null check (kind in ('policy', 'term', 'watch', 'term-watch', 'sources', 'allow', 'recipients',
    'timetable', 'private-sites', 'library', 'sealed-list')),
  id text not null check (length(id) between 1 and 200),
  -- The group that it is set for; what a group sets goes with the group.
  group_id uuid,
  value jsonb not null,
  -- Number of the change that gave it this value.
  changed_in int not null check (changed_in >= 1),
  primary key (school_id, kind, id),
  foreign key (school_id, group_id) references groups (school_id, id) on delete cascade
);
call lapwing_guard('policies_items');
create index policies_items_group on policies_items (school_id, group_id) where group_id is not null;
grant select, insert, delete on policies_items to lapwing_app;
grant update (value, changed_in) on policies_items to lapwing_app;

create table policies_changes (
  school_id uuid not null references schools,
  number int not null check (number >= 1),
  at timestamptz(3) not null default now(),
  -- Null where Lapwing itself has made the change.
  by_account text,
  by_name text check ((by_account is null) = (by_name is null)),
  reason text not null check (length(reason) between 1 and 500),
  -- Each edit with the value that its item had before.
  edits jsonb not null check (jsonb_typeof(edits) = 'array'),
  -- What it did, one sentence for each item, with the names of that day.
  did text[] not null,
  takes_back int,
  primary key (school_id, number),
  foreign key (school_id, takes_back) references policies_changes (school_id, number),
  check (takes_back < number)
);
call lapwing_guard('policies_changes');
create unique index policies_changes_taken_back on policies_changes (school_id, takes_back)
  where takes_back is not null;
grant select, insert on policies_changes to lapwing_app;

-- The words of sealed lists, sealed by the school's data key: nobody reads them, only the compiler of packs.
create table policies_sealed (
  school_id uuid not null references schools,
  id uuid not null,
  words bytea not null,
  added_at timestamptz not null default now(),
  primary key (school_id, id)
);
call lapwing_guard('policies_sealed');
grant select, insert on policies_sealed to lapwing_app;

-- Devices fetch three kinds of content by their hashes. `change` is the number of the change that first made it.
alter table policies_packs
  add column kind text not null default 'library' check (kind in ('library', 'own', 'rules')),
  add column change int,
  alter column library_version drop not null,
  add check ((kind = 'library') = (library_version is not null));

-- The rules that held where a capture was made; null where there were none.
alter table captures add column rules text check (rules ~ '^[0-9a-f]{64}$');
grant update (rules) on captures to lapwing_app;

comment on table policies_items is 'What the school has decided: own policies and terms, what is watched for in each group, what is let pass and why, who is alerted, the timetable | detection and alerts | until it is changed | a change, or deleting the group';
comment on table policies_changes is 'Every change of what is watched for: who, when, why, what was before | to explain and take back; accountability | the life of the school | nothing: the application cannot';
comment on table policies_sealed is 'Words of sealed lists, encrypted | devices find them; nobody reads them | as long as a change may be taken back | nothing yet';
comment on table policies_packs is 'Compiled packs of terms, and what holds for groups; nothing of a pupil | devices fetch them | as long as a device may hold one | nothing yet';
