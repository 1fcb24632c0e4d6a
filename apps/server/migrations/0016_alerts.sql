-- Who is told of captures, by which mail, and who is next when nobody looks.

-- How a school sends its mail, and how that goes.
create table alerts_mail_servers (
  school_id uuid primary key references schools,
  host text not null check (length(host) between 1 and 253),
  port int not null check (port between 1 and 65535),
  tls text not null check (tls in ('starttls', 'implicit', 'none')),
  user_name text check (length(user_name) <= 320),
  -- Sealed by the master key; it is given to the mail server and to nobody else.
  password_sealed bytea,
  from_address text not null check (length(from_address) between 3 and 254),
  from_name text not null check (length(from_name) <= 120),
  reply_to text check (length(reply_to) between 3 and 254),
  attach_screenshot boolean not null default false,
  changed_at timestamptz(3) not null,
  -- Since when it cannot be reached or refuses to talk, the next moment at which it is tried, and what is wrong, in words.
  down_since timestamptz(3),
  tries int not null default 0 check (tries >= 0),
  try_at timestamptz(3),
  problem text check (length(problem) <= 500),
  check ((password_sealed is null) = (user_name is null)),
  check ((down_since is null) = (try_at is null) and (down_since is null) = (problem is null))
);
call lapwing_guard('alerts_mail_servers');
grant select, insert, delete on alerts_mail_servers to lapwing_app;
grant update (host, port, tls, user_name, password_sealed, from_address, from_name, reply_to, attach_screenshot,
  changed_at, down_since, tries, try_at, problem) on alerts_mail_servers to lapwing_app;

-- Who is next when nobody opens a Severe capture: steps, covers, and what is done outside school hours.
create table alerts_chains (
  school_id uuid primary key references schools,
  value jsonb not null check (jsonb_typeof(value) = 'object'),
  revision int not null default 1 check (revision >= 1),
  changed_at timestamptz(3) not null
);
call lapwing_guard('alerts_chains');
grant select, insert on alerts_chains to lapwing_app;
grant update (value, revision, changed_at) on alerts_chains to lapwing_app;

-- What a member of staff wants for themselves.
create table alerts_preferences (
  school_id uuid not null references schools,
  account_id text not null,
  pop_up text not null check (pop_up in ('minor', 'moderate', 'severe', 'none')),
  outside_hours boolean not null,
  daily boolean not null,
  weekly boolean not null,
  changed_at timestamptz(3) not null,
  primary key (school_id, account_id)
);
call lapwing_guard('alerts_preferences');
grant select, insert on alerts_preferences to lapwing_app;
grant update (pop_up, outside_hours, daily, weekly, changed_at) on alerts_preferences to lapwing_app;

-- What has happened to captures and has to be told. Written in the transaction in which it happened, taken up and
-- deleted in the one that writes the mails: no alert is lost, and an alert that goes wrong loses no capture.
create table alerts_owed (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  kind text not null check (kind in ('arrived', 'raised', 'opened', 'assigned', 'escalated')),
  capture_id uuid not null,
  -- Whom it was given to, or who opened it.
  account_id text,
  by_id text,
  at timestamptz(3) not null,
  primary key (school_id, id),
  foreign key (school_id, capture_id) references captures (school_id, id) on delete cascade,
  check ((kind in ('opened', 'assigned', 'escalated')) = (account_id is not null))
);
call lapwing_guard('alerts_owed');
grant select, insert, delete on alerts_owed to lapwing_app;

-- Mails that are owed and mails that were sent: the queue and its log in one. What a mail says is written only when it
-- is sent, by what its recipient may see then; nothing of a pupil stands here.
create table alerts_mails (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  account_id text not null,
  kind text not null check (kind in
    ('at-once', 'digest', 'escalation', 'assigned', 'summary-daily', 'summary-weekly', 'test')),
  made_at timestamptz(3) not null,
  -- From when on it may go.
  due_at timestamptz(3) not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'dead', 'dropped')),
  attempts int not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz(3) not null,
  -- Why the last attempt failed, why it was given up, or why nothing was to be sent; in words, nothing of a pupil.
  last_error text check (length(last_error) <= 500),
  sent_at timestamptz(3),
  -- The same at every attempt: a mail system that gets it twice can drop the second.
  message_id text not null check (length(message_id) <= 300),
  -- Who gave or escalated it, or who asked for the test.
  by_id text,
  -- Of a summary: its day, so that each is owed once.
  day date,
  primary key (school_id, id),
  check ((state = 'sent') = (sent_at is not null)),
  check (state not in ('dead', 'dropped') or last_error is not null),
  check ((kind in ('summary-daily', 'summary-weekly')) = (day is not null))
);
call lapwing_guard('alerts_mails');
create index alerts_mails_waiting on alerts_mails (next_attempt_at, school_id) where state = 'waiting';
create index alerts_mails_newest on alerts_mails (school_id, made_at desc, id desc);
create index alerts_mails_dead on alerts_mails (school_id, made_at desc, id desc) where state = 'dead';
create unique index alerts_mails_once on alerts_mails (school_id, account_id, kind, day) where day is not null;
-- One open digest of a person: what comes meanwhile goes into it.
create unique index alerts_mails_digest on alerts_mails (school_id, account_id)
  where kind = 'digest' and state = 'waiting' and attempts = 0;
grant select, insert, delete on alerts_mails to lapwing_app;
grant update (due_at, state, attempts, next_attempt_at, last_error, sent_at) on alerts_mails to lapwing_app;

create table alerts_mail_captures (
  school_id uuid not null,
  mail_id uuid not null,
  capture_id uuid not null,
  primary key (school_id, mail_id, capture_id),
  foreign key (school_id, mail_id) references alerts_mails (school_id, id) on delete cascade,
  foreign key (school_id, capture_id) references captures (school_id, id) on delete cascade
);
call lapwing_guard('alerts_mail_captures');
create index alerts_mail_captures_capture on alerts_mail_captures (school_id, capture_id);
grant select, insert, delete on alerts_mail_captures to lapwing_app;

-- Captures that somebody has to open, and how far the chain has come.
create table alerts_watches (
  school_id uuid not null references schools,
  capture_id uuid not null,
  since timestamptz(3) not null,
  -- Accounts in the order in which they were told.
  told text[] not null,
  -- When the next is told if nobody opens it; null once that is over.
  next_at timestamptz(3),
  -- Whose opening does not count: they have passed it on.
  not_by text,
  ended_at timestamptz(3),
  ended text check (ended in ('opened', 'nobody-left', 'closed', 'no-chain')),
  primary key (school_id, capture_id),
  foreign key (school_id, capture_id) references captures (school_id, id) on delete cascade,
  check ((ended_at is null) = (ended is null) and (ended_at is null or next_at is null))
);
call lapwing_guard('alerts_watches');
create index alerts_watches_next on alerts_watches (next_at, school_id) where next_at is not null;
grant select, insert on alerts_watches to lapwing_app;
grant update (since, told, next_at, not_by, ended_at, ended) on alerts_watches to lapwing_app;

-- The server must know in which schools something is due before it is bound to one; ids and figures only.
create function alerts_due(at timestamptz) returns setof uuid language sql stable security definer set search_path = public
  as 'select school_id from alerts_owed union select school_id from alerts_mails where state = ''waiting'' and next_attempt_at <= at
    union select school_id from alerts_watches where next_at <= at';
create function alerts_figures(out waiting bigint, out dead bigint) language sql stable security definer set search_path = public
  as 'select count(*) filter (where state = ''waiting''), count(*) filter (where state = ''dead'') from alerts_mails
    where state in (''waiting'', ''dead'')';

comment on table alerts_mail_servers is 'How the school sends mail: server, user, the password encrypted, sender; nothing of a pupil | alerts by mail | until it is changed or removed | a change, or removing it';
comment on table alerts_chains is 'Which staff are told next when nobody opens a capture, and who covers for whom from when to when | that no Severe capture is left unopened | until it is changed | a change';
comment on table alerts_preferences is 'Which alerts a member of staff wants for themselves | alerts | as long as the account | a change';
comment on table alerts_owed is 'Ids of captures of which somebody has yet to be told | that no alert is lost | seconds | writing the mails';
comment on table alerts_mails is 'Which mail is owed or was sent to which member of staff, when, and what went wrong; no words of a mail, nothing of a pupil | alerts, and to prove that somebody was told | 90 days; while it waits or was given up, until that is seen to | age';
comment on table alerts_mail_captures is 'Ids of the captures that a mail is about | to write the mail when it is sent | as the mail | the mail';
comment on table alerts_watches is 'Which captures wait for somebody to open them, and which staff were told | that the next is told, and to show who was | as captures | as captures';
