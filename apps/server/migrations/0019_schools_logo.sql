-- A school's logo: on documents that leave the school and on the notice for pupils and parents.

create table schools_logos (
  school_id uuid primary key references schools,
  -- Made anew from what was uploaded, and small.
  png bytea not null check (octet_length(png) between 1 and 1048576),
  width int not null check (width between 1 and 600),
  height int not null check (height between 1 and 200),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  changed_at timestamptz(3) not null default now()
);
call lapwing_guard('schools_logos');
grant select, insert, delete on schools_logos to lapwing_app;
grant update (png, width, height, sha256, changed_at) on schools_logos to lapwing_app;

comment on table schools_logos is 'The logo of the school, as it made it public itself | on documents and on the notice for pupils and parents | until it is replaced or removed | whoever manages the school';
