-- How each person likes the console, and when each device was connected.

create table accounts_preferences (
  school_id uuid not null,
  user_id text not null,
  -- Preferences of the contract: theme, density, columns and the like.
  choices jsonb not null check (jsonb_typeof(choices) = 'object' and octet_length(choices::text) <= 16384),
  changed_at timestamptz not null default now(),
  primary key (school_id, user_id),
  foreign key (school_id, user_id) references accounts_members (school_id, user_id) on delete cascade
);
call lapwing_guard('accounts_preferences');
grant select, insert on accounts_preferences to lapwing_app;
grant update (choices, changed_at) on accounts_preferences to lapwing_app;
comment on table accounts_preferences is 'How each member of staff likes the console: theme, density, sizes, columns; nothing of a pupil | the same on every machine | as long as the account | removing the account';

create table devices_connections (
  school_id uuid not null,
  id uuid not null default uuidv7(),
  device_id uuid not null,
  connected_at timestamptz not null default now(),
  -- Null while it is connected, or until the server knows that it is not.
  ended_at timestamptz,
  address text check (length(address) <= 64),
  agent_version text not null check (length(agent_version) <= 40),
  primary key (school_id, id),
  foreign key (school_id, device_id) references devices (school_id, id) on delete cascade,
  check (ended_at >= connected_at)
);
call lapwing_guard('devices_connections');
create index devices_connections_device on devices_connections (school_id, device_id, connected_at desc, id desc);
grant select, insert, delete on devices_connections to lapwing_app;
grant update (ended_at) on devices_connections to lapwing_app;
comment on table devices_connections is 'When each device was connected, from which address, with which version of the agent | to see why a device is not watched, and to help | the newest 200 of each device | newer ones';
