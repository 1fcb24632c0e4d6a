-- Versions of the managed library that were brought to a school. Bringing one changes nothing: which one holds is a
-- decision like any other of the policies.

create table library_versions (
  school_id uuid not null references schools,
  version text not null check (version ~ '^[0-9]{4}\.[0-9]{1,2}\.[0-9]+$' and length(version) <= 20),
  -- The signed file as it came; its signature is looked at again whenever it is read.
  file bytea not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  terms int not null check (terms > 0),
  source text not null check (source in ('uploaded', 'found')),
  -- Who uploaded it; null for one that was found in the watched place.
  added_by text,
  added_by_name text,
  added_at timestamptz(3) not null default now(),
  primary key (school_id, version),
  check ((source = 'found') = (added_by is null) and (added_by is null) = (added_by_name is null))
);
call lapwing_guard('library_versions');
grant select, insert on library_versions to lapwing_app;

comment on table library_versions is 'Signed files of the library of terms that were brought here, and by whom; nothing of pupils | to know which words a capture was found by, and to go back to an earlier version | as long as the school is there | with the school';
