-- Rules that act by themselves when captures of one person gather, and what they did: explained and taken back at once.

create table thresholds_rules (
  school_id uuid not null references schools,
  -- Made by the console, so that a form sent twice makes one rule.
  id uuid not null,
  name text not null check (length(name) between 1 and 80),
  enabled boolean not null,
  least int not null check (least between 2 and 100),
  severity text not null check (severity in ('minor', 'moderate', 'severe')),
  -- Risks that count; empty: all.
  policies text[] not null,
  days int not null check (days between 1 and 90),
  -- Where the person is put; without it the staff are told and no more.
  group_id uuid,
  group_days int check (group_days between 1 and 365),
  -- Accounts that see what it does.
  staff text[] not null check (cardinality(staff) between 1 and 50),
  changed_at timestamptz(3) not null default now(),
  changed_by text not null,
  changed_name text not null,
  revision int not null default 0,
  primary key (school_id, id),
  foreign key (school_id, group_id) references groups (school_id, id) on delete set null (group_id),
  check (group_id is null or group_days is not null)
);
call lapwing_guard('thresholds_rules');
create index thresholds_rules_group on thresholds_rules (school_id, group_id) where group_id is not null;
grant select, insert on thresholds_rules to lapwing_app;
grant update (name, enabled, least, severity, policies, days, group_id, group_days, staff, changed_at, changed_by,
  changed_name, revision) on thresholds_rules to lapwing_app;

create table thresholds_acts (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  rule_id uuid not null,
  -- The rule as it was called then, and why it acted, in a sentence.
  rule_name text not null,
  because text not null,
  person_id uuid not null,
  at timestamptz(3) not null,
  -- Kept by name: the group may be gone by now.
  group_id uuid,
  group_name text,
  until timestamptz(3),
  -- They were not in the group before: taking it back takes them out.
  put_in boolean not null,
  -- Accounts that were named in the rule then.
  staff text[] not null,
  undone_at timestamptz(3),
  undone_by text,
  undone_name text,
  undone_reason text,
  primary key (school_id, id),
  foreign key (school_id, rule_id) references thresholds_rules (school_id, id),
  foreign key (school_id, person_id) references people (school_id, id),
  check ((group_id is null) = (group_name is null) and (group_id is null) = (until is null)),
  check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undone_name is null)
    and (undone_at is null) = (undone_reason is null))
);
call lapwing_guard('thresholds_acts');
create index thresholds_acts_newest on thresholds_acts (school_id, at desc, id desc);
create index thresholds_acts_person on thresholds_acts (school_id, person_id, at desc);
grant select, insert on thresholds_acts to lapwing_app;
grant update (undone_at, undone_by, undone_name, undone_reason) on thresholds_acts to lapwing_app;

-- The captures that a rule has acted on: it counts none of them twice, also when what it did was taken back.
create table thresholds_counted (
  school_id uuid not null,
  rule_id uuid not null,
  capture_id uuid not null,
  act_id uuid not null,
  primary key (school_id, rule_id, capture_id),
  foreign key (school_id, act_id) references thresholds_acts (school_id, id),
  foreign key (school_id, capture_id) references captures (school_id, id)
);
call lapwing_guard('thresholds_counted');
create index thresholds_counted_act on thresholds_counted (school_id, act_id);
create index thresholds_counted_capture on thresholds_counted (school_id, capture_id);
grant select, insert on thresholds_counted to lapwing_app;

comment on table thresholds_rules is 'Rules on how many captures within how many days put somebody in a group, and which staff are told; nothing of a pupil | early help | as long as the rule is used | switching it off; it stays as a record';
comment on table thresholds_acts is 'What a rule did to whom, why and until when, and who took it back with what reason | to explain and take back what is done automatically (UK GDPR, article 22) | as captures | as captures';
comment on table thresholds_counted is 'Which captures a rule has acted on | so that it counts none twice | as captures | as captures';
