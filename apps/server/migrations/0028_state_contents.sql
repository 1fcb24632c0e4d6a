-- Contents of state documents beyond the packs of terms: what holds for access, and the texts of agreements.

create table state_contents (
  school_id uuid not null references schools,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bytea not null,
  made_at timestamptz not null default now(),
  primary key (school_id, sha256)
);
call lapwing_guard('state_contents');
grant select, insert on state_contents to lapwing_app;
comment on table state_contents is 'Access policies, sanctions and agreements as devices fetch them, by their hash; nothing of a pupil | devices fetch what their document names | as long as a device may hold one | nothing yet';
