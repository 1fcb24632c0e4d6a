-- What pupils ask for at their devices: help, or a page that is closed; and who answered what.

create table assistance (
  school_id uuid not null references schools,
  -- The device's own, so that a request sent twice is one.
  id uuid not null,
  kind text not null check (kind in ('help', 'access')),
  device_id uuid not null,
  -- Of whoever sat there: nobody else is told what becomes of it.
  session_id uuid not null,
  person_id uuid,
  -- The lesson that they sat in then.
  lesson_id uuid,
  text text not null check (length(text) <= 300),
  -- Of a page: its address without user name, query and fragment, and its host.
  url text check (length(url) <= 2100),
  site text check (length(site) between 1 and 253),
  asked_at timestamptz(3) not null,
  state text not null default 'waiting' check (state in ('waiting', 'coming', 'allowed', 'declined', 'done', 'expired')),
  -- Null where the pupil withdrew it, or its time was over.
  answered_by text,
  answered_name text,
  answered_at timestamptz(3),
  -- For the pupil, as they are shown.
  words text check (length(words) <= 300),
  -- Of a page that was allowed: until when, and by which restriction.
  until timestamptz(3),
  restriction_id uuid,
  primary key (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id),
  foreign key (school_id, session_id) references sessions (school_id, id),
  foreign key (school_id, person_id) references people (school_id, id),
  foreign key (school_id, lesson_id) references lessons (school_id, id),
  check ((kind = 'access') = (url is not null) and (url is null) = (site is null)),
  check ((state = 'waiting') = (answered_at is null)),
  check ((answered_by is null) = (answered_name is null)),
  check (state <> 'coming' or answered_by is not null),
  check ((state = 'allowed') = (restriction_id is not null) and (restriction_id is null or until is not null))
);
call lapwing_guard('assistance');
create index assistance_open on assistance (school_id, device_id) where state in ('waiting', 'coming');
create index assistance_due on assistance (asked_at, school_id) where state in ('waiting', 'coming');
create index assistance_newest on assistance (school_id, asked_at desc, id);
create index assistance_session on assistance (school_id, session_id);
create index assistance_person on assistance (school_id, person_id) where person_id is not null;
create index assistance_lesson on assistance (school_id, lesson_id) where lesson_id is not null;
grant select, insert on assistance to lapwing_app;
grant update (state, answered_by, answered_name, answered_at, words, until, restriction_id) on assistance to lapwing_app;

-- The server must know in which schools requests are over before it is bound to one; ids only.
create function assistance_over(asked_before timestamptz) returns setof uuid
  language sql stable security definer set search_path = public
  as 'select distinct a.school_id from assistance a
    join sessions s on s.school_id = a.school_id and s.id = a.session_id
    where a.state in (''waiting'', ''coming'') and (a.asked_at <= asked_before or s.ended_at is not null)';

comment on table assistance is 'What a pupil asked for, in their words or by the address of a page without its query, when, at which device, and who answered what | so that staff answer whoever waits longest; the record of it | as the lesson | nothing; with retention rules in a later version';
