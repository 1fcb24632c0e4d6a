-- The wall between schools asks for the transaction's school once for each statement instead of once for each row, which
-- took a third of the time of every count over a large school. What it lets through is the same.

create or replace procedure lapwing_guard(guarded regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', guarded);
  execute format('create policy school on %s using (school_id = (select lapwing_school())) with check (school_id = (select lapwing_school()))', guarded);
end $$;

do $$
declare
  guarded regclass;
begin
  for guarded in
    select p.polrelid::regclass from pg_policy p join pg_class c on c.oid = p.polrelid
    where p.polname = 'school' and c.relnamespace = 'public'::regnamespace
  loop
    execute format('alter policy school on %s using (school_id = (select lapwing_school())) with check (school_id = (select lapwing_school()))', guarded);
  end loop;
end $$;
