-- Screenshots and recordings of screens that staff make by hand. What is looked at live is kept nowhere.

create table screens_recordings (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  kind text not null check (kind in ('screenshot', 'recording')),
  visibility text not null check (visibility in ('private', 'public')),
  state text not null default 'running' check (state in ('running', 'ready', 'failed')),
  -- Why there is none, in words for staff.
  problem text check (length(problem) <= 300),
  maker_id text not null,
  maker_name text not null,
  device_id uuid not null,
  -- Who sat there when it was made, and in which session; null while the account was matched to nobody.
  person_id uuid,
  session_id uuid,
  started_at timestamptz(3) not null default now(),
  -- Seconds of a recording, from the first picture to the end; those asked for while it runs.
  seconds double precision not null default 0 check (seconds >= 0),
  pictures int not null default 0 check (pictures >= 0),
  media_type text,
  bytes bigint,
  -- Of the bytes as they were encrypted and put away.
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  primary key (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id),
  foreign key (school_id, person_id) references people (school_id, id),
  foreign key (school_id, session_id) references sessions (school_id, id),
  check ((state = 'failed') = (problem is not null)),
  check ((state = 'ready') = (sha256 is not null) and (sha256 is null) = (bytes is null)
    and (sha256 is null) = (media_type is null))
);
call lapwing_guard('screens_recordings');
create index screens_recordings_newest on screens_recordings (school_id, started_at desc, id desc);
create index screens_recordings_person on screens_recordings (school_id, person_id, started_at desc)
  where person_id is not null;
create index screens_recordings_device on screens_recordings (school_id, device_id, started_at desc);
-- One recording at a time of a device by one maker.
create unique index screens_recordings_running on screens_recordings (school_id, maker_id, device_id)
  where state = 'running' and kind = 'recording';
grant select, insert, delete on screens_recordings to lapwing_app;
grant update (visibility, state, problem, seconds, pictures, media_type, bytes, sha256) on screens_recordings
  to lapwing_app;

-- Who sits where now, without reading through everything that was.
create index sessions_open on sessions (school_id, device_id, started_at desc) where ended_at is null;

comment on table screens_recordings is 'Screenshots and recordings of screens made by hand: who made them, of whom, when, their hashes; the pictures are encrypted files | teaching and safeguarding | as long as their maker keeps them | deleting one, by its maker';
