-- Concerns: the case files of safeguarding. A concern's lines are added and never changed; what was wrong is put right by
-- a further line.

create table concerns (
  school_id uuid not null references schools,
  -- Made by the console, so that a form sent twice opens one concern.
  id uuid not null,
  title text not null check (length(title) between 1 and 200),
  -- The key of a managed policy, or other.
  risk text not null,
  four_cs text[] not null check (four_cs <@ array['content', 'contact', 'conduct', 'commerce']),
  nudes boolean not null,
  status text not null default 'open' check (status in ('open', 'closed')),
  outcome text not null default '',
  opened_at timestamptz(3) not null default now(),
  opened_by text not null,
  opened_name text not null,
  closed_at timestamptz(3),
  closed_by text,
  closed_name text,
  closed_reason text,
  changed_at timestamptz(3) not null default now(),
  changed_name text not null,
  -- Rises with each change that another change must not overwrite unseen.
  revision int not null default 0,
  primary key (school_id, id),
  check ((status = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_reason is null)
    and (closed_at is null) = (closed_by is null) and (closed_by is null) = (closed_name is null))
);
call lapwing_guard('concerns');
create index concerns_newest on concerns (school_id, (status = 'closed'), changed_at desc, id desc);
grant select, insert on concerns to lapwing_app;
grant update (title, risk, four_cs, nudes, status, outcome, closed_at, closed_by, closed_name, closed_reason,
  changed_at, changed_name, revision) on concerns to lapwing_app;

-- Who is involved. Of the roster by id; of others only the name that was written.
create table concerns_people (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  concern_id uuid not null,
  part text not null check (part in ('subject', 'other-pupil', 'staff', 'outside')),
  person_id uuid,
  name text,
  added_at timestamptz(3) not null default clock_timestamp(),
  -- Not involved after all; the chronology says why.
  removed_at timestamptz(3),
  primary key (school_id, id),
  foreign key (school_id, concern_id) references concerns (school_id, id),
  foreign key (school_id, person_id) references people (school_id, id),
  check ((person_id is null) <> (name is null)),
  check (part not in ('subject', 'other-pupil') or person_id is not null)
);
call lapwing_guard('concerns_people');
create index concerns_people_concern on concerns_people (school_id, concern_id);
create index concerns_people_person on concerns_people (school_id, person_id) where person_id is not null;
create unique index concerns_people_once on concerns_people (school_id, concern_id, person_id)
  where removed_at is null and person_id is not null;
grant select, insert on concerns_people to lapwing_app;
grant update (removed_at) on concerns_people to lapwing_app;

create table concerns_captures (
  school_id uuid not null,
  concern_id uuid not null,
  capture_id uuid not null,
  added_at timestamptz(3) not null default clock_timestamp(),
  -- It belongs elsewhere; the chronology says why.
  removed_at timestamptz(3),
  primary key (school_id, concern_id, capture_id),
  foreign key (school_id, concern_id) references concerns (school_id, id),
  foreign key (school_id, capture_id) references captures (school_id, id)
);
call lapwing_guard('concerns_captures');
create index concerns_captures_capture on concerns_captures (school_id, capture_id);
grant select, insert on concerns_captures to lapwing_app;
grant update (removed_at, added_at) on concerns_captures to lapwing_app;

create table concerns_actions (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  concern_id uuid not null,
  what text not null,
  owner_id text not null,
  owner_name text not null,
  due date not null,
  added_at timestamptz(3) not null default clock_timestamp(),
  added_by text not null,
  added_name text not null,
  done_at timestamptz(3),
  done_by text,
  done_name text,
  done_words text,
  primary key (school_id, id),
  foreign key (school_id, concern_id) references concerns (school_id, id),
  check ((done_at is null) = (done_by is null) and (done_at is null) = (done_name is null)
    and (done_at is null) = (done_words is null))
);
call lapwing_guard('concerns_actions');
create index concerns_actions_concern on concerns_actions (school_id, concern_id);
create index concerns_actions_open on concerns_actions (school_id, owner_id, due) where done_at is null;
grant select, insert on concerns_actions to lapwing_app;
grant update (done_at, done_by, done_name, done_words) on concerns_actions to lapwing_app;

-- Referrals and decisions not to refer. What came back is a line of the chronology.
create table concerns_referrals (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  concern_id uuid not null,
  referred_to text not null check (referred_to in
    ('social-care', 'police', 'prevent', 'iwf', 'ceop', 'health', 'other')),
  detail text not null,
  made boolean not null,
  on_day date not null,
  decided_by text not null,
  reason text not null,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  recorded_by text not null,
  recorded_name text not null,
  primary key (school_id, id),
  foreign key (school_id, concern_id) references concerns (school_id, id)
);
call lapwing_guard('concerns_referrals');
create index concerns_referrals_concern on concerns_referrals (school_id, concern_id);
grant select, insert on concerns_referrals to lapwing_app;

-- The five points of the advice on nudes and semi-nudes, each time that they were answered.
create table concerns_points (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  concern_id uuid not null,
  answers jsonb not null check (jsonb_typeof(answers) = 'array'),
  words text not null,
  at timestamptz(3) not null default clock_timestamp(),
  by_id text not null,
  by_name text not null,
  primary key (school_id, id),
  foreign key (school_id, concern_id) references concerns (school_id, id)
);
call lapwing_guard('concerns_points');
create index concerns_points_concern on concerns_points (school_id, concern_id);
grant select, insert on concerns_points to lapwing_app;

-- Staff who see one concern although their role shows them none.
create table concerns_shares (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  concern_id uuid not null,
  account_id text not null,
  account_name text not null,
  may_add boolean not null,
  since timestamptz(3) not null default clock_timestamp(),
  shared_by text not null,
  ended_at timestamptz(3),
  primary key (school_id, id),
  foreign key (school_id, concern_id) references concerns (school_id, id)
);
call lapwing_guard('concerns_shares');
create unique index concerns_shares_once on concerns_shares (school_id, account_id, concern_id) where ended_at is null;
create index concerns_shares_concern on concerns_shares (school_id, concern_id);
grant select, insert on concerns_shares to lapwing_app;
grant update (ended_at) on concerns_shares to lapwing_app;

-- The chronology. The application can add and read, never change or remove.
create table concerns_entries (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  concern_id uuid not null,
  kind text not null check (kind in ('opened', 'note', 'capture', 'capture-removed', 'person', 'person-removed', 'action',
    'action-done', 'referral', 'reply', 'five-points', 'shared', 'changed', 'closed', 'reopened', 'exported')),
  happened_at timestamptz(3) not null,
  written_at timestamptz(3) not null default clock_timestamp(),
  by_id text not null,
  by_name text not null,
  -- What was done, in a sentence of the record's own; never a word of a pupil's.
  what text,
  -- What a member of staff wrote.
  words text,
  -- An earlier line that this one puts right.
  corrects uuid,
  capture_id uuid,
  -- The referral that was answered.
  referral_id uuid,
  primary key (school_id, id),
  foreign key (school_id, concern_id) references concerns (school_id, id),
  foreign key (school_id, corrects) references concerns_entries (school_id, id),
  foreign key (school_id, capture_id) references captures (school_id, id),
  foreign key (school_id, referral_id) references concerns_referrals (school_id, id),
  check (what is not null or words is not null),
  check (corrects is null or kind = 'note'),
  check ((kind = 'reply') = (referral_id is not null))
);
call lapwing_guard('concerns_entries');
create index concerns_entries_concern on concerns_entries (school_id, concern_id, happened_at, id);
grant select, insert on concerns_entries to lapwing_app;

comment on table concerns is 'Case files: title, risk, outcome, whether open and why closed | safeguarding; the school keeps a written record of concerns, decisions and reasons | until the pupil is 25, or as the school''s policy on safeguarding records says | the school; with retention rules in a later version';
comment on table concerns_people is 'Who is involved in a concern: pupils of the roster, and others by name | safeguarding | as concerns | as concerns';
comment on table concerns_captures is 'Which captures belong to which concern | safeguarding | as concerns | as concerns';
comment on table concerns_actions is 'What was agreed in a concern, who does it by when, and when it was done | safeguarding | as concerns | as concerns';
comment on table concerns_referrals is 'Referrals and decisions not to refer, with reasons | safeguarding; reasons are recorded either way | as concerns | nothing: the application cannot';
comment on table concerns_points is 'Answers to the five points on nudes and semi-nudes; no description of a picture | safeguarding | as concerns | nothing: the application cannot';
comment on table concerns_shares is 'Which staff see a concern beyond their role, since when and until when | permissions; accountability | as concerns | as concerns';
comment on table concerns_entries is 'The chronology of each concern: what happened, who wrote it and when | safeguarding; accountability | as concerns | nothing: the application cannot';
