-- What was done on devices, by day. Whoever takes in thousands of records a second keeps one index of them besides their
-- order in time; whole days go when their time is over.

create schema activity_days;

create table activity_settings (
  school_id uuid not null references schools,
  keep_days int not null check (keep_days between 7 and 1100),
  kinds text[] not null,
  revision int not null check (revision >= 1),
  changed_at timestamptz(3) not null,
  changed_by text not null,
  changed_name text not null,
  primary key (school_id)
);
call lapwing_guard('activity_settings');
grant select, insert on activity_settings to lapwing_app;
grant update (keep_days, kinds, revision, changed_at, changed_by, changed_name) on activity_settings to lapwing_app;

-- One for each item of a device's outbox: what came twice is known by it.
create table activity_items (
  school_id uuid not null references schools,
  -- The device's own.
  id uuid not null,
  device_id uuid not null,
  -- Null for what happened while nobody was logged on.
  session_id uuid,
  received_at timestamptz(3) not null default now(),
  -- Records that the device had to give up before this item.
  dropped bigint not null check (dropped >= 0),
  -- Records of kinds that this version did not know.
  unknown int not null check (unknown >= 0),
  primary key (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id),
  foreign key (school_id, session_id) references sessions (school_id, id)
);
call lapwing_guard('activity_items');
create index activity_items_lossy on activity_items (school_id, device_id, received_at) where dropped > 0;
create index activity_items_old on activity_items (received_at);
grant select, insert on activity_items to lapwing_app;

-- No foreign keys: the item, which has them, is written in the same transaction.
create table activity (
  school_id uuid not null,
  -- On which it was received, by UTC: that a device's clock is wrong does not decide when its records are cleared.
  day date not null default ((now() at time zone 'utc')::date),
  at timestamptz(3) not null,
  id uuid not null,
  device_id uuid not null,
  session_id uuid,
  kind text not null,
  done jsonb not null,
  primary key (school_id, day, at, id)
) partition by range (day);
call lapwing_guard('activity');
create index activity_session on activity (school_id, session_id, at);
grant select, insert on activity to lapwing_app;

-- The application owns no table, so the days are made and cleared by these two alone.

-- Makes the tables of today and of the days ahead; those that are there stay.
create function activity_make_days(ahead int) returns int
  language plpgsql security definer set search_path = public set lock_timeout = '5s' as $$
declare
  today date := (now() at time zone 'utc')::date;
  made int := 0;
  name text;
begin
  for each_day in 0 .. least(ahead, 60) loop
    name := 'd' || to_char(today + each_day, 'YYYYMMDD');
    if to_regclass('activity_days.' || name) is null then
      execute format('create table activity_days.%I partition of activity for values from (%L) to (%L)',
        name, today + each_day, today + each_day + 1);
      made := made + 1;
    end if;
  end loop;
  return made;
end $$;

-- Drops the days that no school keeps any more, and takes out of the others what a school does not keep.
-- default_days is what holds where a school has settled nothing.
create function activity_clear_days(default_days int) returns int
  language plpgsql security definer set search_path = public set lock_timeout = '5s' as $$
declare
  today date := (now() at time zone 'utc')::date;
  longest int;
  cleared int := 0;
  old record;
  school record;
begin
  select max(coalesce(t.keep_days, default_days)) into longest
  from schools s left join activity_settings t on t.school_id = s.school_id;
  if longest is null then
    return 0;
  end if;
  for old in
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'activity_days' and c.relkind = 'r' and c.relname ~ '^d[0-9]{8}$'
      and to_date(substr(c.relname, 2), 'YYYYMMDD') < today - longest
  loop
    execute format('drop table activity_days.%I', old.relname);
    cleared := cleared + 1;
  end loop;
  for school in
    select s.school_id, coalesce(t.keep_days, default_days) as keep
    from schools s left join activity_settings t on t.school_id = s.school_id
  loop
    if school.keep < longest then
      delete from activity a where a.school_id = school.school_id and a.day < today - school.keep;
    end if;
    delete from activity_items i
    where i.school_id = school.school_id and i.received_at < (today - school.keep)::timestamp at time zone 'utc';
  end loop;
  return cleared;
end $$;
revoke all on function activity_make_days(int), activity_clear_days(int) from public;
grant execute on function activity_make_days(int), activity_clear_days(int) to lapwing_app;

select activity_make_days(7);

comment on table activity is 'What was done on devices: names of files deleted or renamed, of documents printed, of media and programs; when, on which device, in whose session; never contents. One table for each day, in the schema activity_days | to find out what happened; the record of it | as many days as the school has settled, 90 where it has settled none | a job, day by day';
comment on table activity_items is 'Which batches of activity a device has sent, and how many records it had to give up | so that nothing is kept twice, and a loss is known | as activity | as activity';
comment on table activity_settings is 'Which kinds of activity a school records, and for how many days; nothing of a pupil | to record no more than is wanted | the life of the school | nothing';
