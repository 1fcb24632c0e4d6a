-- Somebody of the staff looks at the console with another's rights: for half an hour at most, in one sign-in, with a reason.

create table accounts_acting (
  school_id uuid not null references schools,
  id uuid not null default uuidv7(),
  -- The sign-in that it counts in; its row is gone once it has ended.
  session_id text not null check (length(session_id) <= 100),
  account_id text not null,
  account_name text not null,
  target_id text not null check (target_id <> account_id),
  target_name text not null,
  reason text not null check (length(reason) between 1 and 500),
  started_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > started_at and ends_at <= started_at + interval '30 minutes'),
  -- Null while it lasts, and after `ends_at` until that is noticed.
  ended_at timestamptz check (ended_at >= started_at),
  ended_by text check (ended_by in ('person', 'sign-out', 'time', 'target', 'right')),
  primary key (school_id, id),
  check ((ended_at is null) = (ended_by is null))
);
call lapwing_guard('accounts_acting');
-- Looked up with the membership, with every request, before a school is chosen; only the school may change it.
create policy own on accounts_acting for select using (account_id = (select lapwing_account()));
-- One at a time in a sign-in.
create unique index accounts_acting_running on accounts_acting (session_id) where ended_at is null;
create index accounts_acting_account on accounts_acting (school_id, account_id, started_at desc);
create index accounts_acting_target on accounts_acting (school_id, target_id, started_at desc);
grant select, insert on accounts_acting to lapwing_app;
grant update (ended_at, ended_by) on accounts_acting to lapwing_app;
comment on table accounts_acting is 'Who of the staff looked at the console with whose rights, when, for how long and why; nothing of a pupil | support, and that whoever was acted as can see it | the life of the school | nothing: the application can only end it';
