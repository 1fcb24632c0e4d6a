-- What staff said to devices of the moment: messages, pages to open, tabs to close, log-offs; and what became of it.

create table messages (
  school_id uuid not null references schools,
  -- Made by the caller, so that a request sent twice is said once.
  id uuid not null,
  -- As the protocol's MessageBody.
  what jsonb not null check (jsonb_typeof(what) = 'object'),
  -- To whom, in words, as it was then.
  to_words text not null,
  lesson_id uuid,
  by_id text not null,
  by_name text not null,
  sent_at timestamptz(3) not null,
  -- Nothing is done after it.
  deadline timestamptz(3) not null,
  primary key (school_id, id)
);
call lapwing_guard('messages');
create index messages_newest on messages (school_id, sent_at desc, id desc);
create index messages_lesson on messages (school_id, lesson_id) where lesson_id is not null;
grant select, insert on messages to lapwing_app;

create table messages_sent (
  school_id uuid not null,
  message_id uuid not null,
  device_id uuid not null,
  -- Who sat there.
  person_id uuid,
  outcome text not null check (outcome in ('waiting', 'offline', 'shown', 'seen', 'done', 'too-late', 'not-possible',
    'blocked', 'failed')),
  at timestamptz(3),
  primary key (school_id, message_id, device_id),
  foreign key (school_id, message_id) references messages (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id),
  foreign key (school_id, person_id) references people (school_id, id)
);
call lapwing_guard('messages_sent');
create index messages_sent_person on messages_sent (school_id, person_id) where person_id is not null;
create index messages_sent_device on messages_sent (school_id, device_id);
grant select, insert on messages_sent to lapwing_app;
grant update (outcome, at) on messages_sent to lapwing_app;

comment on table messages is 'What staff said to devices: the words or the address, by whom, to whom, when | a teacher knows what became of it; the record of what pupils were told | as long as the pupil''s record | the school; with retention rules in a later version';
comment on table messages_sent is 'On which device, with whom at it, a message was shown or a page opened, and when | a teacher knows what became of it | as the message | as the message';
