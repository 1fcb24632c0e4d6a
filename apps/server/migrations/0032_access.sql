-- Which sites, downloads and times a school blocks or allows, for which groups; ready lists for lessons; safe searching.

create table access_policies (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  -- The place in the order: among policies of equally strong groups the lower one is the stronger.
  position int not null check (position >= 0),
  title text not null check (length(title) between 1 and 80),
  kind text not null check (kind in ('block', 'allow-only', 'allow', 'downloads', 'internet-off', 'lock')),
  -- As staff write them; read by the one rule that devices go by, too.
  sites text[] not null check (cardinality(sites) <= 2000),
  titles text[] not null check (cardinality(titles) <= 200),
  -- Keys of ready lists of the library.
  categories text[] not null check (cardinality(categories) <= 30),
  endings text[] not null check (cardinality(endings) <= 100),
  words text check (length(words) <= 300),
  status text not null check (status in ('enabled', 'disabled', 'scheduled')),
  -- Stretches of the days Monday to Sunday on the school's clock; kept while it is not scheduled.
  hours jsonb check (jsonb_typeof(hours) = 'array'),
  in_holidays boolean not null,
  revision int not null default 0,
  changed_at timestamptz(3) not null default now(),
  changed_by text not null,
  changed_name text not null,
  primary key (school_id, id),
  check (status <> 'scheduled' or hours is not null)
);
call lapwing_guard('access_policies');
grant select, insert, delete on access_policies to lapwing_app;
grant update (position, title, kind, sites, titles, categories, endings, words, status, hours, in_holidays, revision,
  changed_at, changed_by, changed_name) on access_policies to lapwing_app;

create table access_policy_groups (
  school_id uuid not null references schools,
  policy_id uuid not null,
  group_id uuid not null,
  primary key (school_id, policy_id, group_id),
  foreign key (school_id, policy_id) references access_policies (school_id, id) on delete cascade,
  foreign key (school_id, group_id) references groups (school_id, id) on delete cascade
);
call lapwing_guard('access_policy_groups');
create index access_policy_groups_group on access_policy_groups (school_id, group_id);
grant select, insert, delete on access_policy_groups to lapwing_app;

create table access_favourites (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  title text not null check (length(title) between 1 and 80),
  sites text[] not null check (cardinality(sites) between 1 and 60),
  -- The maker's alone; null: the school's.
  owner_account text,
  by_account text not null,
  by_name text not null,
  revision int not null default 0,
  changed_at timestamptz(3) not null default now(),
  primary key (school_id, id)
);
call lapwing_guard('access_favourites');
create index access_favourites_owner on access_favourites (school_id, owner_account);
grant select, insert, delete on access_favourites to lapwing_app;
grant update (title, sites, owner_account, by_account, by_name, revision, changed_at)
  on access_favourites to lapwing_app;

-- What a group says about searching; what it says nothing about is left to others.
create table access_search (
  school_id uuid not null references schools,
  group_id uuid not null,
  safe boolean,
  youtube text check (youtube in ('off', 'moderate', 'strict')),
  primary key (school_id, group_id),
  foreign key (school_id, group_id) references groups (school_id, id) on delete cascade,
  check (safe is not null or youtube is not null)
);
call lapwing_guard('access_search');
grant select, insert, delete on access_search to lapwing_app;
grant update (safe, youtube) on access_search to lapwing_app;

comment on table access_policies is 'Which sites, page titles and downloads are blocked or allowed and when, the words that pupils read there, who changed it last; nothing of a pupil | devices and the console | until it is deleted | deleting the policy';
comment on table access_policy_groups is 'Which groups an access policy is for | devices of those in them follow it | until it is changed | a change, or deleting the policy or the group';
comment on table access_favourites is 'Ready lists of sites for lessons, of the school or of one member of staff; nothing of a pupil | lessons are limited to them | until it is deleted | deleting the list';
comment on table access_search is 'Whether searching is made safe and YouTube restricted, by group | devices follow it | until it is changed | a change, or deleting the group';
