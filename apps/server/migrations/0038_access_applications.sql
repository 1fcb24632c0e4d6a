-- Programs that may not run: a kind of access policy of its own.

alter table access_policies drop constraint access_policies_kind_check;
alter table access_policies add constraint access_policies_kind_check
  check (kind in ('block', 'allow-only', 'allow', 'downloads', 'applications', 'internet-off', 'lock'));
-- Patterns of programs, as staff write them; read by the one rule that devices go by, too.
alter table access_policies add column applications text[] not null default '{}'
  check (cardinality(applications) <= 200);
grant update (applications) on access_policies to lapwing_app;
