-- What devices have captured, what staff did about it, and the evidence that belongs to it.

create table captures (
  school_id uuid not null references schools,
  -- Made on the device, so that a capture sent twice is one capture.
  id uuid not null,
  session_id uuid not null,
  device_id uuid not null,
  -- Who the session belonged to when it was captured; null while the account was matched to nobody.
  person_id uuid,
  account_name text,
  received_at timestamptz(3) not null default now(),
  -- The device's own time of the trigger, and the same moment put right by the offset measured at the connection.
  device_time timestamptz(3) not null,
  happened_at timestamptz(3) not null,
  -- The wording that weighs now: the newest by the device's own order (its time in ms, then the item's id).
  finding_at_ms bigint not null,
  finding_item uuid not null,
  term text not null,
  policy text not null,
  severity text not null check (severity in ('minor', 'moderate', 'severe')),
  severity_before text not null check (severity_before in ('minor', 'moderate', 'severe')),
  because text[] not null,
  source text not null,
  pack text not null,
  seen_count int not null check (seen_count >= 1),
  -- The words of a sealed capture are in captures_sealed alone.
  sealed boolean not null,
  sentence text,
  match_start int,
  match_end int,
  application text not null,
  window_title text,
  url text,
  site text,
  -- Why the device sent no evidence; null when it promised some.
  no_evidence_reason text check (no_evidence_reason in ('switched-off', 'not-possible', 'failed', 'window-gone')),
  status text not null default 'unclassified' check (status in
    ('unclassified', 'requires-attention', 'under-investigation', 'escalated', 'resolved', 'false-positive')),
  is_open boolean not null generated always as (status not in ('resolved', 'false-positive')) stored,
  assigned_to text,
  assigned_name text,
  -- Rises with each change that another change must not overwrite unseen.
  revision int not null default 0,
  primary key (school_id, id),
  foreign key (school_id, session_id) references sessions (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id),
  foreign key (school_id, person_id) references people (school_id, id),
  check ((assigned_to is null) = (assigned_name is null)),
  check ((sentence is null) = sealed and (match_start is null) = sealed and (match_end is null) = sealed
    and (window_title is null) = sealed and (not sealed or url is null))
);
call lapwing_guard('captures');
create index captures_newest on captures (school_id, received_at desc, id desc);
create index captures_open on captures (school_id, severity, received_at desc, id desc) where is_open;
create index captures_person on captures (school_id, person_id, happened_at desc, id desc) where person_id is not null;
create index captures_device on captures (school_id, device_id, received_at desc, id desc);
create index captures_session on captures (school_id, session_id);
grant select, insert on captures to lapwing_app;
grant update (finding_at_ms, finding_item, term, policy, severity, severity_before, because, source, pack, seen_count,
  sealed, sentence, match_start, match_end, window_title, url, status, assigned_to, assigned_name, revision)
  on captures to lapwing_app;

-- The words of sealed captures. The application can put them away and not read them back.
create table captures_sealed (
  school_id uuid not null,
  capture_id uuid not null,
  -- The report or the amendment that brought the words.
  item_id uuid not null,
  sentence text,
  match_start int,
  match_end int,
  window_title text,
  url text,
  at timestamptz(3) not null default now(),
  primary key (school_id, item_id),
  foreign key (school_id, capture_id) references captures (school_id, id)
);
call lapwing_guard('captures_sealed');
create index captures_sealed_capture on captures_sealed (school_id, capture_id);
grant insert on captures_sealed to lapwing_app;

-- All that happened to a capture. The application can add and read, never change or remove.
create table captures_history (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  capture_id uuid not null,
  at timestamptz(3) not null default clock_timestamp(),
  by_id text,
  by_name text,
  kind text not null check (kind in
    ('captured', 'amended', 'evidence-arrived', 'evidence-viewed', 'taken', 'status', 'note')),
  -- For captured and amended: the device's item, its place in the device's own order, and its wording (null when sealed).
  item_id uuid,
  finding_at_ms bigint,
  severity text,
  sentence text,
  from_status text,
  to_status text,
  -- The rationale of a status, or a note.
  words text,
  primary key (school_id, id),
  foreign key (school_id, capture_id) references captures (school_id, id),
  check ((by_id is null) = (by_name is null)),
  check ((kind in ('captured', 'amended')) = (item_id is not null)),
  check ((item_id is null) = (finding_at_ms is null) and (item_id is null) = (severity is null)),
  check ((kind = 'status') = (from_status is not null) and (kind = 'status') = (to_status is not null)),
  check (kind <> 'note' or words is not null)
);
call lapwing_guard('captures_history');
-- An amendment sent twice is one amendment.
create unique index captures_history_item on captures_history (school_id, item_id) where item_id is not null;
create index captures_history_capture on captures_history (school_id, capture_id, at, id);
grant select, insert on captures_history to lapwing_app;

-- Items that could not be stored, counted by device and reason; nothing of what they said.
create table captures_losses (
  school_id uuid not null,
  device_id uuid not null,
  reason text not null check (reason in ('bad-item', 'session-unknown', 'capture-unknown')),
  items bigint not null,
  last_at timestamptz(3) not null default now(),
  primary key (school_id, device_id, reason),
  foreign key (school_id, device_id) references devices (school_id, id)
);
call lapwing_guard('captures_losses');
grant select, insert on captures_losses to lapwing_app;
grant update (items, last_at) on captures_losses to lapwing_app;

-- What a capture promised to send by HTTP, and what came of it. The bytes are in the blob store, encrypted:
-- the original as the device sent it, and the watermarked image that staff see.
create table evidence (
  school_id uuid not null,
  id uuid not null,
  capture_id uuid not null,
  device_id uuid not null,
  kind text not null check (kind in ('screenshot')),
  state text not null default 'coming' check (state in ('coming', 'ready', 'lost')),
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes int not null check (bytes >= 1),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  taken_at timestamptz(3) not null,
  promised_at timestamptz(3) not null default now(),
  arrived_at timestamptz(3),
  -- Why it is lost: its bytes were not the ones promised, or not an image.
  lost_reason text check (lost_reason in ('not-as-promised', 'not-an-image', 'other-type', 'too-large', 'too-small')),
  width int,
  height int,
  primary key (school_id, id),
  foreign key (school_id, capture_id) references captures (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id),
  check ((state = 'lost') = (lost_reason is not null)),
  check ((state = 'ready') = (arrived_at is not null) and (state = 'ready') = (width is not null)
    and (width is null) = (height is null))
);
call lapwing_guard('evidence');
create index evidence_capture on evidence (school_id, capture_id);
grant select, insert on evidence to lapwing_app;
grant update (state, arrived_at, lost_reason, width, height) on evidence to lapwing_app;
