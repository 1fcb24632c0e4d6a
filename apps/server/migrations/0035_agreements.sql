-- Acceptable use agreements: what is written, what was asked of whom, and who answered what.

-- Pictures of agreements. Each is drawn anew from what was uploaded, small, and never changes.
create table agreements_pictures (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  media_type text not null check (media_type in ('image/webp', 'image/jpeg', 'image/png')),
  bytes bytea not null check (octet_length(bytes) between 1 and 153600),
  -- The same picture twice is kept once.
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  made_at timestamptz(3) not null default now(),
  primary key (school_id, id),
  unique (school_id, sha256)
);
call lapwing_guard('agreements_pictures');
grant select, insert, delete on agreements_pictures to lapwing_app;

create table agreements (
  school_id uuid not null references schools,
  -- Made by the caller, so that a request sent twice is one.
  id uuid not null,
  -- As the protocol's AgreementDraft: what staff write at, and what is asked only once it is published.
  draft jsonb not null check (jsonb_typeof(draft) = 'object'),
  asked_when text not null check (asked_when in ('once', 'every-log-on')),
  decline text not null check (decline in ('nothing', 'lock', 'log-off')),
  -- A day of each year on the school's clock, `09-01`.
  yearly_on text check (yearly_on ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'),
  -- From when on that day counts: whoever sets it today asks nobody again for last September.
  yearly_since timestamptz(3),
  -- How often everybody was asked again before that, by days that counted then.
  yearly_before int not null default 0 check (yearly_before >= 0),
  state text not null default 'draft' check (state in ('draft', 'asked', 'retired')),
  -- Of what is asked; 0 while it never was.
  version int not null default 0 check (version >= 0),
  revision int not null default 0,
  made_at timestamptz(3) not null default now(),
  changed_at timestamptz(3) not null default now(),
  changed_by text not null,
  changed_name text not null,
  primary key (school_id, id),
  check ((state = 'draft') = (version = 0))
);
call lapwing_guard('agreements');
grant select, insert, delete on agreements to lapwing_app;
grant update (draft, asked_when, decline, yearly_on, yearly_since, yearly_before, state, version, revision, changed_at,
  changed_by, changed_name) on agreements to lapwing_app;

create table agreements_groups (
  school_id uuid not null references schools,
  agreement_id uuid not null,
  group_id uuid not null,
  primary key (school_id, agreement_id, group_id),
  foreign key (school_id, agreement_id) references agreements (school_id, id) on delete cascade,
  foreign key (school_id, group_id) references groups (school_id, id) on delete cascade
);
call lapwing_guard('agreements_groups');
create index agreements_groups_group on agreements_groups (school_id, group_id);
grant select, insert, delete on agreements_groups to lapwing_app;

-- What was asked, word for word. Nobody rewrites what somebody has agreed to.
create table agreements_versions (
  school_id uuid not null references schools,
  agreement_id uuid not null,
  version int not null check (version >= 1),
  -- The draft as it was then: a later draft is compared with it.
  draft jsonb not null check (jsonb_typeof(draft) = 'object'),
  -- As devices fetch it.
  content_sha256 text not null,
  content_bytes int not null check (content_bytes >= 1),
  published_at timestamptz(3) not null,
  by_id text not null,
  by_name text not null,
  primary key (school_id, agreement_id, version),
  foreign key (school_id, agreement_id) references agreements (school_id, id),
  foreign key (school_id, content_sha256) references state_contents (school_id, sha256)
);
call lapwing_guard('agreements_versions');
grant select, insert on agreements_versions to lapwing_app;

-- Answers are only ever added: another answer is another row.
create table agreements_answers (
  school_id uuid not null references schools,
  -- The device's own, so that one sent twice is one.
  id uuid not null,
  agreement_id uuid not null,
  version int not null,
  -- How often the person had been asked when they answered, as their device was told.
  asking int not null check (asking >= 1),
  person_id uuid not null,
  device_id uuid not null,
  session_id uuid not null,
  answer text not null check (answer in ('agreed', 'declined')),
  -- The device's own clock, and the same moment put right by the offset measured when it connected, never after it came.
  device_at timestamptz(3) not null,
  answered_at timestamptz(3) not null,
  received_at timestamptz(3) not null default now(),
  primary key (school_id, id),
  foreign key (school_id, agreement_id, version) references agreements_versions (school_id, agreement_id, version),
  foreign key (school_id, person_id) references people (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id),
  foreign key (school_id, session_id) references sessions (school_id, id)
);
call lapwing_guard('agreements_answers');
-- How somebody stands is their answer to the highest version under the highest asking, the newest of those.
create index agreements_answers_stand on agreements_answers
  (school_id, agreement_id, person_id, version desc, asking desc, answered_at desc);
create index agreements_answers_person on agreements_answers (school_id, person_id, answered_at desc);
create index agreements_answers_session on agreements_answers (school_id, session_id);
create index agreements_answers_device on agreements_answers (school_id, device_id);
grant select, insert on agreements_answers to lapwing_app;

-- Each row raises the number under which somebody, or everybody, is asked.
create table agreements_asked_again (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  agreement_id uuid not null,
  -- Null: everybody.
  person_id uuid,
  reason text not null check (length(reason) between 1 and 300),
  by_id text not null,
  by_name text not null,
  at timestamptz(3) not null,
  primary key (school_id, id),
  foreign key (school_id, agreement_id) references agreements (school_id, id),
  foreign key (school_id, person_id) references people (school_id, id)
);
call lapwing_guard('agreements_asked_again');
create index agreements_asked_again_whom on agreements_asked_again (school_id, agreement_id, person_id);
create index agreements_asked_again_person on agreements_asked_again (school_id, person_id) where person_id is not null;
grant select, insert on agreements_asked_again to lapwing_app;

comment on table agreements_pictures is 'Pictures that stand in agreements; made small, and free of what a camera writes into them | pupils see them beside the text | as long as an agreement shows it, at least a day | a picture that no agreement shows goes with the next upload';
comment on table agreements is 'Acceptable use agreements as they are being written, when they are asked and what comes of a no, who changed it last; nothing of a pupil | staff write them, devices ask them | for good once it was asked; a draft until it is deleted | deleting a draft';
comment on table agreements_groups is 'Which groups are asked an agreement | devices ask the people in them | until it is changed | a change, or deleting the group';
comment on table agreements_versions is 'Each version of an agreement that was ever asked, word for word, when and by whom it was published; nothing of a pupil | what somebody agreed to can be read years later | as long as the answers to it | nothing; with retention rules in a later version';
comment on table agreements_answers is 'Who agreed to which version of an agreement or declined, when, at which device | the school can show that its rules were known and by whom | as long as the pupil''s record | nothing; with retention rules in a later version';
comment on table agreements_asked_again is 'Whom staff asked an agreement again, when, who and why | an answer from before does not count any longer | as the answers | nothing; with retention rules in a later version';
