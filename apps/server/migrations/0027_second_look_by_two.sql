-- That sealed evidence needs a second person's yes is switched on by one person and off by two: otherwise whoever is to be
-- watched could switch the watching off. As with the sealed words themselves, three functions are the only way, and the
-- application cannot change the rule by itself. While the version before still runs, it can show the rule and not change it.

alter table evidence_sealed_rules
  add column off_asked_by text,
  add column off_asked_name text,
  add column off_asked_at timestamptz(3),
  add constraint evidence_sealed_rules_off_asked check ((off_asked_by is null) = (off_asked_at is null)
    and (off_asked_name is null) = (off_asked_at is null) and (second_look or off_asked_at is null));
revoke insert on evidence_sealed_rules from lapwing_app;
revoke update (second_look, changed_by, changed_name, changed_at) on evidence_sealed_rules from lapwing_app;

-- On, at once; an asking to switch it off is dropped.
create function evidence_sealed_second_on(by_id text, by_name text) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into evidence_sealed_rules (school_id, second_look, changed_by, changed_name)
  values (lapwing_school(), true, by_id, by_name)
  on conflict (school_id) do update set second_look = true, changed_by = by_id, changed_name = by_name,
    changed_at = now(), off_asked_by = null, off_asked_name = null, off_asked_at = null;
end $$;

-- The first person's part in switching it off. False: it is off, or somebody asked within seven days.
create function evidence_sealed_second_ask_off(by_id text, by_name text) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update evidence_sealed_rules set off_asked_by = by_id, off_asked_name = by_name, off_asked_at = clock_timestamp()
  where school_id = lapwing_school() and second_look
    and (off_asked_at is null or off_asked_at <= clock_timestamp() - interval '7 days');
  return found;
end $$;

-- The second person's yes, which switches it off, or no, which leaves it on. False: nobody asked within seven days, or only
-- the same person did.
create function evidence_sealed_second_decide_off(by_id text, by_name text, yes boolean) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update evidence_sealed_rules set second_look = not yes,
    changed_by = case when yes then by_id else changed_by end,
    changed_name = case when yes then by_name else changed_name end,
    changed_at = case when yes then now() else changed_at end,
    off_asked_by = null, off_asked_name = null, off_asked_at = null
  where school_id = lapwing_school() and off_asked_by <> by_id
    and off_asked_at > clock_timestamp() - interval '7 days';
  return found;
end $$;
revoke execute on function evidence_sealed_second_on, evidence_sealed_second_ask_off, evidence_sealed_second_decide_off
  from public;
grant execute on function evidence_sealed_second_on, evidence_sealed_second_ask_off, evidence_sealed_second_decide_off
  to lapwing_app;
comment on table evidence_sealed_rules is 'Whether sealed evidence is opened by two people only, who decided so, and who asks that it end; nothing of a pupil | safeguarding | as long as the school is served | a later decision';

-- A capture that was matched with the wrong pupil counts anew for the right one, although a rule has acted on it for the other.
alter table thresholds_counted drop constraint thresholds_counted_pkey;
alter table thresholds_counted add primary key (school_id, rule_id, capture_id, act_id);
comment on table thresholds_counted is 'Which captures a rule has acted on | so that it counts none twice for the same person | as captures | as captures';
