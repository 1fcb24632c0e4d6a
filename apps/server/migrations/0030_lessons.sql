-- Lessons that are held: what is set in one ends with it. And the timetable of planned ones.

create table lessons (
  school_id uuid not null references schools,
  -- Made by who starts it, so that a start sent twice starts one lesson.
  id uuid not null,
  -- The group may be gone by now: its name is kept.
  group_id uuid not null,
  group_name text not null,
  title text not null check (length(title) between 1 and 120),
  started_by text not null,
  started_at timestamptz(3) not null,
  -- When it is over, whether or not anybody has noted it: the end that devices go by. Ending a lesson sets it to that moment.
  ends_at timestamptz(3) not null,
  -- When it was noted that it is over, so that it is written down once; null while it goes on.
  ended_at timestamptz(3),
  -- By whom it was ended; null where its time was over.
  ended_by text,
  ended_name text,
  planned_id uuid,
  primary key (school_id, id),
  check (ends_at >= started_at),
  check ((ended_by is null) = (ended_name is null) and (ended_by is null or ended_at is not null))
);
call lapwing_guard('lessons');
create index lessons_going_on on lessons (school_id, group_id) where ended_at is null;
create index lessons_due on lessons (ends_at, school_id) where ended_at is null;
create index lessons_newest on lessons (school_id, started_at desc, id desc);
grant select, insert on lessons to lapwing_app;
grant update (ends_at, ended_at, ended_by, ended_name) on lessons to lapwing_app;

-- Who holds a lesson: the first of those who have not left.
create table lessons_teachers (
  school_id uuid not null,
  lesson_id uuid not null,
  account_id text not null,
  name text not null,
  joined_at timestamptz(3) not null,
  left_at timestamptz(3),
  primary key (school_id, lesson_id, account_id),
  foreign key (school_id, lesson_id) references lessons (school_id, id)
);
call lapwing_guard('lessons_teachers');
create index lessons_teachers_account on lessons_teachers (school_id, account_id);
grant select, insert on lessons_teachers to lapwing_app;
grant update (name, joined_at, left_at) on lessons_teachers to lapwing_app;

create table lessons_planned (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  group_id uuid not null,
  title text not null check (length(title) between 1 and 120),
  -- Without one it is whoever looks after the group.
  account_id text,
  room text check (length(room) between 1 and 120),
  -- 0 is Monday; times are the school's own, as HH:MM.
  day int not null check (day between 0 and 6),
  from_time text not null check (from_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  to_time text not null check (to_time ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'),
  primary key (school_id, id),
  foreign key (school_id, group_id) references groups (school_id, id) on delete cascade,
  foreign key (school_id, account_id) references accounts_members (school_id, user_id) on delete set null (account_id),
  check (from_time < to_time)
);
call lapwing_guard('lessons_planned');
create index lessons_planned_day on lessons_planned (school_id, day, from_time);
create index lessons_planned_group on lessons_planned (school_id, group_id);
create index lessons_planned_account on lessons_planned (school_id, account_id) where account_id is not null;
grant select, insert, delete on lessons_planned to lapwing_app;

-- The server must know in which schools lessons are over before it is bound to one; ids only.
create function lessons_over(at timestamptz) returns setof uuid language sql stable security definer set search_path = public
  as 'select distinct school_id from lessons where ended_at is null and ends_at <= at';

comment on table lessons is 'Lessons held: with which group, from when to when, who started and ended them; nothing of a pupil | what is set in a lesson ends with it; the record of what was done to whom and when | as long as the school is served | nothing; with retention rules in a later version';
comment on table lessons_teachers is 'Which staff held a lesson, from when to when | so that they share one lesson, and to know who did what | as the lesson | as the lesson';
comment on table lessons_planned is 'The timetable: which group has which lesson when, where and with which member of staff; nothing of a pupil | so that a lesson is started with one touch | until the next import | an import, clearing it; deleting the group';
