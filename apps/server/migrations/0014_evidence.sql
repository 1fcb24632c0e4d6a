-- Recordings beside screenshots, evidence that comes in parts, sealed evidence that is opened by a wall of its own, and
-- evidence that is held beyond its usual time.

-- A recording is promised before it exists: what it is and how large is told when it is done (`evidence/recorded`).
alter table evidence
  drop constraint evidence_kind_check,
  drop constraint evidence_media_type_check,
  drop constraint evidence_lost_reason_check,
  drop constraint evidence_check,
  drop constraint evidence_check1,
  alter column media_type drop not null,
  alter column bytes drop not null,
  alter column sha256 drop not null,
  -- How long a recording is, and when in it the trigger was.
  add column seconds double precision check (seconds >= 0),
  add column trigger_seconds double precision check (trigger_seconds >= 0),
  -- Of `bytes`, how many have come in parts; all of them once it is ready.
  add column arrived_bytes int not null default 0 check (arrived_bytes >= 0),
  -- The device's item that told what became of the recording, so that one sent twice is one.
  add column item_id uuid;
-- Of a recording that is lost: those that begin with `recording-` are the device's own word.
alter table evidence
  add constraint evidence_kind_check check (kind in ('screenshot', 'recording')),
  add constraint evidence_media_type_check check (
    case kind when 'screenshot' then media_type in ('image/jpeg', 'image/png', 'image/webp')
      else media_type in ('video/mp4', 'video/webm') end),
  add constraint evidence_lost_reason_check check (lost_reason in
    ('not-as-promised', 'not-an-image', 'other-type', 'too-large', 'too-small', 'not-a-recording',
     'recording-failed', 'recording-interrupted', 'recording-too-large', 'recording-no-frames',
     'recording-switched-off', 'recording-not-possible', 'recording-too-many')),
  add constraint evidence_lost_check check ((state = 'lost') = (lost_reason is not null)),
  add constraint evidence_ready_check check ((state = 'ready') = (arrived_at is not null)
    and (state <> 'ready' or (width is not null and sha256 is not null)) and (width is null) = (height is null)),
  add constraint evidence_told_check check ((media_type is null) = (sha256 is null) and (bytes is null) = (sha256 is null)
    and (kind = 'recording' or sha256 is not null)),
  add constraint evidence_length_check check ((seconds is null) = (trigger_seconds is null)
    and (kind = 'recording') >= (seconds is not null)),
  add constraint evidence_arrived_check check (arrived_bytes <= coalesce(bytes, 0));
update evidence set arrived_bytes = bytes where state = 'ready';
grant update (media_type, bytes, sha256, taken_at, seconds, trigger_seconds, arrived_bytes, item_id) on evidence
  to lapwing_app;
create unique index evidence_item on evidence (school_id, item_id) where item_id is not null;

-- What was promised is promised: a hash that was told once is never another.
create function evidence_told_once() returns trigger language plpgsql as $$
begin
  raise exception 'the hash and length of evidence % were told already', old.id;
end $$;
create trigger evidence_told_once before update on evidence for each row
  when (old.sha256 is not null and (new.sha256 is distinct from old.sha256 or new.bytes is distinct from old.bytes
    or new.media_type is distinct from old.media_type))
  execute function evidence_told_once();

-- Parts of evidence that is coming, in the blob store under their names; removed when it is put together.
create table evidence_parts (
  school_id uuid not null,
  evidence_id uuid not null,
  -- Of the whole: where the part begins.
  start int not null check (start >= 0),
  bytes int not null check (bytes >= 1),
  blob text not null,
  at timestamptz(3) not null default now(),
  primary key (school_id, evidence_id, start),
  foreign key (school_id, evidence_id) references evidence (school_id, id)
);
call lapwing_guard('evidence_parts');
create index evidence_parts_at on evidence_parts (school_id, at);
grant select, insert, delete on evidence_parts to lapwing_app;
comment on table evidence_parts is 'Which parts of a recording or screenshot have come so far; the bytes are encrypted files | a broken connection costs one part and not all | until the whole is put together, 30 days at most | putting it together; the daily tidying';

-- A player asks for a recording bit by bit: one sitting of one person is one look, which stands in history and audit.
create table evidence_views (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  evidence_id uuid not null,
  account_id text not null,
  -- The sign-in with which it was looked at.
  sign_in text not null,
  at timestamptz(3) not null default clock_timestamp(),
  primary key (school_id, id),
  foreign key (school_id, evidence_id) references evidence (school_id, id)
);
call lapwing_guard('evidence_views');
create index evidence_views_last on evidence_views (school_id, evidence_id, account_id, sign_in, at desc);
grant select, insert on evidence_views to lapwing_app;
comment on table evidence_views is 'When a member of staff began to look at a recording | to tell one sitting from the next in history and audit | as captures | as captures';

-- Evidence that is kept beyond its usual time, by whose decision and why; and until when.
create table evidence_holds (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  capture_id uuid not null,
  held_at timestamptz(3) not null default now(),
  held_by text not null,
  held_name text not null,
  reason text not null check (length(reason) between 1 and 1000),
  released_at timestamptz(3),
  released_by text,
  released_name text,
  released_reason text check (length(released_reason) between 1 and 1000),
  primary key (school_id, id),
  foreign key (school_id, capture_id) references captures (school_id, id),
  check ((released_at is null) = (released_by is null) and (released_at is null) = (released_name is null)
    and (released_at is null) = (released_reason is null))
);
call lapwing_guard('evidence_holds');
create unique index evidence_holds_now on evidence_holds (school_id, capture_id) where released_at is null;
grant select, insert on evidence_holds to lapwing_app;
grant update (released_at, released_by, released_name, released_reason) on evidence_holds to lapwing_app;
comment on table evidence_holds is 'Which captures are kept beyond their usual time, by whom and why | a court, the police or an inquiry asks for them | as captures | nothing: a hold is released, not removed';

-- Whether sealed evidence needs the yes of a second person. No row: it does not.
create table evidence_sealed_rules (
  school_id uuid not null references schools,
  second_look boolean not null,
  changed_by text not null,
  changed_name text not null,
  changed_at timestamptz(3) not null default now(),
  primary key (school_id)
);
call lapwing_guard('evidence_sealed_rules');
grant select, insert on evidence_sealed_rules to lapwing_app;
grant update (second_look, changed_by, changed_name, changed_at) on evidence_sealed_rules to lapwing_app;
comment on table evidence_sealed_rules is 'Whether sealed evidence is opened by two people only, and who decided so; nothing of a pupil | safeguarding | as long as the school is served | a later decision';

-- Who asked to open sealed evidence, why, and what a second person said. Written by the functions below alone: the
-- application can read that somebody asked, and neither make nor change an asking by itself.
create table evidence_sealed_asks (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  capture_id uuid not null,
  asked_by text not null,
  asked_name text not null,
  asked_at timestamptz(3) not null default clock_timestamp(),
  reason text not null check (length(btrim(reason)) between 10 and 1000),
  needs_second boolean not null,
  decided_at timestamptz(3),
  decided_by text,
  decided_name text,
  approved boolean,
  answer text check (length(answer) <= 1000),
  -- Up to when whoever asked may look; null while, or because, they may not.
  open_until timestamptz(3),
  primary key (school_id, id),
  foreign key (school_id, capture_id) references captures (school_id, id),
  check ((decided_at is null) = (decided_by is null) and (decided_at is null) = (decided_name is null)
    and (decided_at is null) = (approved is null)),
  check (decided_by is distinct from asked_by),
  check (needs_second or decided_at is null),
  check ((open_until is not null) = (not needs_second or coalesce(approved, false)))
);
call lapwing_guard('evidence_sealed_asks');
create index evidence_sealed_asks_capture on evidence_sealed_asks (school_id, capture_id, asked_at desc);
create index evidence_sealed_asks_waiting on evidence_sealed_asks (school_id, asked_at)
  where needs_second and decided_at is null;
grant select on evidence_sealed_asks to lapwing_app;
comment on table evidence_sealed_asks is 'Who asked to open sealed evidence, why, and who agreed or refused | such material is looked at by few, with a reason | as captures | nothing: the application cannot';

-- Each reading of sealed words; written by the function that gives them out, in the same step.
create table evidence_sealed_readings (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  ask_id uuid not null,
  capture_id uuid not null,
  by_id text not null,
  by_name text not null,
  at timestamptz(3) not null default clock_timestamp(),
  primary key (school_id, id),
  foreign key (school_id, ask_id) references evidence_sealed_asks (school_id, id)
);
call lapwing_guard('evidence_sealed_readings');
create index evidence_sealed_readings_capture on evidence_sealed_readings (school_id, capture_id, at desc);
grant select on evidence_sealed_readings to lapwing_app;
comment on table evidence_sealed_readings is 'Each time that sealed words were read, by whom and on which asking | such material is looked at by few, with a reason | as captures | nothing: the application cannot';

-- The wall. The application holds no right to read captures_sealed; these three functions, which run with the rights of
-- the owner of the tables, are the only way to its words, and each demands what the one before has written.

-- Asks to open the sealed evidence of a capture; where the school wants no second look it is open from now, for 10 min.
create function evidence_sealed_ask(capture uuid, by_id text, by_name text, why text) returns uuid
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  second boolean := coalesce(
    (select second_look from evidence_sealed_rules where school_id = lapwing_school()), false);
  made uuid;
begin
  perform from captures where school_id = lapwing_school() and id = capture and sealed;
  if not found then raise exception 'there is no such sealed capture'; end if;
  insert into evidence_sealed_asks (school_id, capture_id, asked_by, asked_name, reason, needs_second, open_until)
  values (lapwing_school(), capture, by_id, by_name, btrim(why), second,
    case when second then null else clock_timestamp() + interval '10 minutes' end)
  returning id into made;
  return made;
end $$;

-- The yes or no of a second person, within a day of the asking; a yes opens for 10 min. False: it was decided already,
-- is older, or is the person's own.
create function evidence_sealed_decide(ask uuid, by_id text, by_name text, yes boolean, words text) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update evidence_sealed_asks set decided_at = clock_timestamp(), decided_by = by_id, decided_name = by_name,
    approved = yes, answer = nullif(btrim(words), ''),
    open_until = case when yes then clock_timestamp() + interval '10 minutes' end
  where school_id = lapwing_school() and id = ask and needs_second and decided_at is null and asked_by <> by_id
    and asked_at > clock_timestamp() - interval '1 day';
  return found;
end $$;

-- The words, for whoever asked and may look now; no row, and no line in the readings, for anybody else.
create function evidence_sealed_words(ask uuid, for_id text)
  returns table (item_id uuid, sentence text, match_start int, match_end int, window_title text, url text, at timestamptz)
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  held evidence_sealed_asks;
begin
  select * into held from evidence_sealed_asks a
  where a.school_id = lapwing_school() and a.id = ask and a.asked_by = for_id and a.open_until > clock_timestamp();
  if not found then return; end if;
  insert into evidence_sealed_readings (school_id, ask_id, capture_id, by_id, by_name)
  values (held.school_id, held.id, held.capture_id, held.asked_by, held.asked_name);
  return query select s.item_id, s.sentence, s.match_start, s.match_end, s.window_title, s.url, s.at::timestamptz
    from captures_sealed s
    where s.school_id = held.school_id and s.capture_id = held.capture_id order by s.at, s.item_id;
end $$;
revoke execute on function evidence_sealed_ask, evidence_sealed_decide, evidence_sealed_words from public;
grant execute on function evidence_sealed_ask, evidence_sealed_decide, evidence_sealed_words to lapwing_app;

comment on table evidence is 'Which screenshots and recordings there are, their hashes and keys to the encrypted files | safeguarding | as captures | as captures';
comment on table captures_sealed is 'Words of captures of illegal content; the application reads them only by an asking with a reason, and each reading is written down | a record for those entitled by law | as captures | as captures';
