-- Roster fields, accounts matched by hand, and what everything is found by.

create extension if not exists btree_gin;

-- Text as it is compared when something is looked for: small letters, no accents, signs as spaces. Letters beyond
-- a to z become their bytes in figures: pg_trgm makes nothing of them under the locale that Lapwing's own database has.
create function lapwing_fold(words text) returns text language sql immutable strict parallel safe
  return replace(encode(convert_to(lower(regexp_replace(
    translate(normalize(words, nfkd), '.,;:-_@/\()[]{}<>|&+*#%"''`’', repeat(' ', 27)),
    '[\u0300-\u036f\u064b-\u065f]', '', 'g')), 'UTF8'), 'escape'), '\', '');

alter table people
  -- The unique pupil number; shown only to who keeps the roster.
  add column upn text check (upn ~ '^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$'),
  -- A leaver stays for the record: in no group, matched to no device.
  add column left_at timestamptz,
  -- The space in front lets the beginning of each word be found the same way. Of an address the part before the @:
  -- what comes after it everybody has.
  add column found_by text not null generated always as
    (' ' || lapwing_fold(name || ' ' || split_part(username, '@', 1) || ' ' || coalesce(form, ''))) stored;
create unique index people_upn on people (school_id, upn) where upn is not null;
create index people_found_by on people using gin (school_id, found_by gin_trgm_ops);
-- The list looks for whole parts of a name by the same column.
drop index people_search;

alter table devices add column found_by text not null generated always as
  (' ' || lapwing_fold(name || ' ' || coalesce(room, '') || ' ' || coalesce(platform ->> 'system', ''))) stored;
alter table groups add column found_by text not null generated always as (' ' || lapwing_fold(name)) stored;
-- Of a sealed capture not one word.
alter table captures add column found_by text not null generated always as
  (' ' || lapwing_fold(coalesce(account_name, '')) || case when sealed then '' else ' ' || lapwing_fold(application
    || ' ' || coalesce(site, '') || ' ' || coalesce(left(sentence, 1000), '')) end) stored;
create index captures_found_by on captures using gin (school_id, found_by gin_trgm_ops);

-- Likeness of texts is not "leakproof" in PostgreSQL's sense, so that under row-level security no index could serve it
-- and each search would read the school's every row. These functions look as the owner and say themselves what the
-- policy says: only rows of the school that the transaction is bound to. They tell ids and likeness, no content; the
-- caller reads the rows themselves under the policy and within the reach of who asks.
-- `prefixes` are patterns for the beginnings of words. They stand in the statement as literals, so that the planner
-- knows a common word from a rare one; `like all (array)` would use no index. To compare two texts for likeness
-- costs some hundred times what the planner takes an operator to cost, so it would rather compare every row than read the
-- index: it is told not to.
create function search_begins(prefixes text[]) returns text language sql immutable parallel safe
  return (select coalesce(string_agg(format('found_by like %L', prefix), ' and '), 'false') from unnest(prefixes) as prefix);
create function search_people(words text, prefixes text[], at_most int) returns table (id uuid)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query execute format('select id from people where school_id = %L and %s
    order by left_at is not null, found_by like %L desc, found_by limit %s',
    lapwing_school(), search_begins(prefixes), ' ' || words || '%', at_most);
end $$;
create function search_people_like(words text, at_most int) returns table (id uuid, likeness real)
  language plpgsql stable security definer set search_path = public, pg_temp
  set pg_trgm.word_similarity_threshold = 0.5
  set enable_seqscan = off set enable_indexscan = off set random_page_cost = 1.1 as $$
begin
  return query execute format('select id, word_similarity(%1$L, found_by)
    from people where school_id = %2$L and found_by %%> %1$L and left_at is null order by 2 desc, found_by limit %3$s',
    words, lapwing_school(), at_most);
end $$;
create function search_captures(prefixes text[], at_most int) returns table (id uuid)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query execute format('select id from captures where school_id = %L and %s
    order by received_at desc, id desc limit %s', lapwing_school(), search_begins(prefixes), at_most);
end $$;
create function search_captures_like(words text, at_most int) returns table (id uuid)
  language plpgsql stable security definer set search_path = public, pg_temp
  set pg_trgm.word_similarity_threshold = 0.6
  set enable_seqscan = off set enable_indexscan = off set random_page_cost = 1.1 as $$
begin
  return query execute format('select id from captures where school_id = %L and found_by %%> %L
    order by received_at desc, id desc limit %s', lapwing_school(), words, at_most);
end $$;
revoke execute on function search_people, search_people_like, search_captures, search_captures_like from public;
grant execute on function search_people, search_people_like, search_captures, search_captures_like to lapwing_app;

-- After a whole roster has come in, the planner must not go by the empty tables of a minute ago until autovacuum comes by.
create function people_count_anew() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  analyze people, groups_members;
end $$;
revoke execute on function people_count_anew from public;
grant execute on function people_count_anew to lapwing_app;

-- Whose account is whose, as staff decided; without a person it is nobody's own (a guest's, a shared one).
create table people_accounts (
  school_id uuid not null references schools,
  account_name text not null check (account_name = lower(account_name) and length(account_name) between 1 and 320),
  person_id uuid,
  decided_by text not null,
  decided_at timestamptz not null default now(),
  primary key (school_id, account_name),
  foreign key (school_id, person_id) references people (school_id, id)
);
call lapwing_guard('people_accounts');
create index people_accounts_person on people_accounts (school_id, person_id) where person_id is not null;
grant select, insert, update, delete on people_accounts to lapwing_app;

create index sessions_unmatched on sessions (school_id, lower(account_name), started_at desc)
  where person_id is null and account_name is not null;
create index captures_unmatched on captures (school_id, lower(account_name)) where person_id is null and account_name is not null;
-- To take a mistaken match back.
create index sessions_account on sessions (school_id, person_id, lower(account_name)) where person_id is not null;
grant update (person_id) on captures to lapwing_app;
alter table captures_history drop constraint captures_history_kind_check;
alter table captures_history add constraint captures_history_kind_check check (kind in
  ('captured', 'amended', 'evidence-arrived', 'evidence-viewed', 'taken', 'status', 'note', 'matched', 'unmatched'));

comment on table people is 'Roster: name, user name, year, form, unique pupil number, when they left | to know whose capture it is and who may see it | while the person is at the school, and as long as their captures after that | the school; with retention rules in a later version';
comment on table people_accounts is 'Accounts at devices that staff matched to a person, or set aside as nobody''s own | to know whose capture it is | as long as the account is used | taking the match back';
comment on table captures is 'Captures: the sentence that matched, where, when, how bad, its status, and the same words folded for the search | safeguarding | as the school''s policy on safeguarding records says | the school; with retention rules in a later version';
