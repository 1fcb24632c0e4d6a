-- Groups with a priority, built-in and personal ones, members by rule and for a time, what groups set, and room plans.

alter table groups
  add column priority text not null default 'medium' check (priority in ('low', 'medium', 'high')),
  add column built_in text check (built_in in ('whole-school', 'internet-banned', 'screens-locked',
    'printing-disabled', 'removable-media-disabled', 'sound-muted')),
  -- The account whose personal group it is: nobody else sees it, and it gives nobody a right.
  add column owner_account text,
  -- What the group sets; null where it leaves it to others.
  add column remote_view text check (remote_view in ('allow', 'deny', 'ask-allow', 'ask-deny')),
  add foreign key (school_id, owner_account) references accounts_members (school_id, user_id) on delete cascade,
  add check (built_in is null or (owner_account is null and parent_id is null)),
  add check (owner_account is null or remote_view is null);
-- One owner's names are no business of another's, and a built-in group takes no name from a school.
drop index groups_name;
create unique index groups_name on groups (school_id, kind, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'),
  coalesce(owner_account, ''), lower(name)) where built_in is null;
create unique index groups_built_in on groups (school_id, built_in) where built_in is not null;
create index groups_parent on groups (school_id, parent_id);

-- Somebody can be in a group by hand for a time and by its rule as well: two rows, the one outlives the other.
alter table groups_members
  add column via text not null default 'fixed' check (via in ('fixed', 'rule')),
  add column until timestamptz,
  add check (until is null or via = 'fixed'),
  drop constraint groups_members_pkey,
  add primary key (school_id, group_id, member_id, via);
drop index groups_members_member;
create index groups_members_member on groups_members (school_id, member_id, group_id);
create index groups_members_until on groups_members (school_id, until) where until is not null;
grant update (until) on groups_members to lapwing_app;

-- Who is in a group now. Everything that asks who belongs where reads this and not the table: a membership that has
-- ended counts for nothing from that moment on, whether or not anybody has tidied it away.
create view groups_memberships with (security_invoker = true) as
  select school_id, group_id, member_id, via, since, until from groups_members
  where until is null or until > now();
grant select on groups_memberships to lapwing_app;

create table groups_rules (
  school_id uuid not null,
  group_id uuid not null,
  position int not null,
  field text not null check (field in ('name', 'username', 'kind', 'year', 'form', 'room', 'system', 'address',
    'agent-version')),
  -- As somebody wrote it; `*` stands for any text.
  pattern text not null check (length(pattern) between 1 and 200),
  exclude boolean not null,
  -- What a value in lower case is compared with: itself where the pattern has no star, otherwise by LIKE.
  matcher text not null,
  exact boolean not null,
  primary key (school_id, group_id, position),
  foreign key (school_id, group_id) references groups (school_id, id) on delete cascade
);
call lapwing_guard('groups_rules');
grant select, insert, delete on groups_rules to lapwing_app;

-- Where a device stands in the room plan of a group, in squares of the grid.
create table groups_places (
  school_id uuid not null,
  group_id uuid not null,
  device_id uuid not null,
  x int not null check (x between 0 and 199),
  y int not null check (y between 0 and 199),
  primary key (school_id, group_id, device_id),
  foreign key (school_id, group_id) references groups (school_id, id) on delete cascade,
  foreign key (school_id, device_id) references devices (school_id, id) on delete cascade
);
call lapwing_guard('groups_places');
grant select, insert, delete on groups_places to lapwing_app;

-- The address that the device connected from last; rules of groups may look at it.
alter table devices add column address text check (length(address) <= 64);
grant update (address) on devices to lapwing_app;

-- The groups that every school has. Whole school is the weakest: any other group's setting comes before its own.
create function groups_add_built_in(school uuid) returns void language sql as $$
  insert into groups (school_id, name, kind, built_in, priority)
  select school, made.name, 'people', made.built_in, made.priority
  from (values
    ('Whole school', 'whole-school', 'low'),
    ('Internet banned', 'internet-banned', 'high'),
    ('Screens locked', 'screens-locked', 'high'),
    ('Printing disabled', 'printing-disabled', 'high'),
    ('Removable media disabled', 'removable-media-disabled', 'high'),
    ('Sound muted', 'sound-muted', 'high')) as made (name, built_in, priority)
  on conflict do nothing
$$;
select groups_add_built_in(school_id) from schools;

comment on table groups is 'Names of classes, forms and rooms, what they set, whose personal ones they are | who may see whom, and what holds for whom | as long as they are used | deleting the group; removing the account of its owner';
comment on table groups_members is 'Who and what is in a group, by hand or by its rule, and until when | who may see whom | as long as they are used; a timed one until its end | leaving the group; its own end';
comment on table groups_rules is 'Patterns of names, years, rooms and the like that bring members into a group | so that groups keep themselves | as long as the rule stands | a change of the rule; deleting the group';
comment on table groups_places is 'Where devices stand in the room plan of a group; nothing of a person | staff find a screen as they find the desk | as long as the plan is used | a change of the plan; deleting the group';
comment on table devices is 'Devices: name, room, public key, platform, when seen, the address of the last connection | to connect them and to show their state | as long as the school is served | nothing; a revoked device stays as a record';
