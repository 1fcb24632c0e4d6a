/**
 * How long a change takes to be tried on 50,000 past captures of 2,000 people in 40 groups that set something. It is no
 * part of the suite, which must stay quick: `node apps/server/test/scale-try-out.ts`. Prints a table, and as its last
 * line the same as JSON; ends with 1 when one takes longer than it may.
 */
import { readShippedLibrary } from '@lapwing/library/read.ts';
import { listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange, tryChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import type { PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { sql } from 'kysely';
import { setUpSchool, startTestServer } from './harness.ts';
import { addedTerm } from './own-terms.ts';

const MOST_MS = 20_000;
const CAPTURES = 50_000;
const WORDS =
  'the and they said about homework river tonight never again laughing school friend please nobody today alone sorry meeting after lunch game history essay science answer question tired hungry angry happy football music story window garden'.split(
    ' ',
  );
const pick = <Value>(list: readonly Value[], at: number): Value => {
  const value = list[at % list.length];
  if (value === undefined) throw new Error('an empty list');
  return value;
};

const server = await startTestServer();
const figures: Record<string, number> = {};
let slow = false;
try {
  const tara = await setUpSchool(server);
  await fill();
  const { groups } = (await tara.call(listGroups)).reply;
  const whole = groups.find((group) => group.builtIn === 'whole-school')?.id ?? '';
  const classes = groups.filter((group) => group.builtIn === null).map(({ id }) => id);
  const ready = await tara.call(applyChange, {
    body: {
      base: (await tara.call(listPolicies)).reply.base,
      reason: 'To measure.',
      edits: classes.map((groupId) => ({
        kind: 'watch',
        groupId,
        policy: 'gambling',
        value: { status: 'scheduled', periods: ['lesson', 'break', 'home'], sources: null, actions: null },
      })),
    },
  });
  if (ready.status !== 200) throw new Error(ready.reason ?? '');
  const term = (wording: string): PolicyEdit => addedTerm(wording, { severity: 'severe', unmask: true });
  await measure('a new term', [term('river tonight')]);
  await measure('a policy off for all', [
    {
      kind: 'watch',
      groupId: whole,
      policy: 'suicide',
      value: { status: 'disabled', periods: null, sources: null, actions: null },
    },
  ]);
  await measure('a policy only in lessons, for one class', [
    {
      kind: 'watch',
      groupId: pick(classes, 0),
      policy: 'suicide',
      value: { status: 'scheduled', periods: ['lesson'], sources: null, actions: null },
    },
  ]);
  await measure(
    '1,000 new terms',
    Array.from({ length: 1000 }, (_, at) => term(`flimmer crew ${at}`)),
  );

  async function measure(name: string, edits: readonly PolicyEdit[]): Promise<void> {
    const begun = performance.now();
    const tried = await tara.call(tryChange, { body: { edits, sample: null, past: { days: 400 } } });
    const ms = performance.now() - begun;
    if (tried.status !== 200) throw new Error(tried.reason ?? '');
    const { past, warnings } = tried.reply;
    figures[`${name}, ms`] = Math.round(ms);
    slow ||= ms > MOST_MS;
    process.stdout.write(
      `${name.padEnd(42)} ${(ms / 1000).toFixed(1).padStart(6)} s of ${MOST_MS / 1000}  ${past?.captures} captures: +${past?.newlyCaught} -${past?.noLongerCaught} ~${past?.changedSeverity}; ${warnings[0] ?? ''}\n`,
    );
  }
} finally {
  await server.stop();
}
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(slow ? 1 : 0);

async function fill(): Promise<void> {
  const { db } = server.server;
  const schoolId =
    (await db.unbound({}, (tx) => sql<{ id: string }>`select schools_ids() as id`.execute(tx))).rows[0]?.id ??
    '';
  const { terms } = await readShippedLibrary();
  const examples = terms.filter((each) => each.sealed !== true).map((each) => each.example);
  const sentences = Array.from({ length: CAPTURES }, (_, at) => {
    const around = Array.from({ length: 6 }, (__, word) => pick(WORDS, at * (word + 3) + word * at)).join(
      ' ',
    );
    return `${around}. ${pick(examples, at * 7)} ${at}`;
  });
  await db.inSchool(schoolId, async ({ kysely: tx }) => {
    await sql`insert into people (school_id, name, username, kind)
      select lapwing_school(), 'Pupil ' || at, 'pupil' || at, 'pupil' from generate_series(1, 2000) as at`.execute(
      tx,
    );
    await sql`insert into devices (school_id, name, public_key, platform)
      select lapwing_school(), 'DEV-' || at, rpad(at::text, 43, 'k'),
        '{"agent":"simulated","agentVersion":"1.0.0","system":"ChromeOS","browser":null,"capabilities":[]}'
      from generate_series(1, 500) as at`.execute(tx);
    await sql`insert into groups (school_id, name, kind) select lapwing_school(), 'Class ' || at, 'people'
      from generate_series(1, 40) as at`.execute(tx);
    await sql`insert into groups_members (school_id, group_id, member_id)
      select lapwing_school(), g.id, p.id
      from (select id, row_number() over (order by name) as at from groups where built_in is null) g
      join (select id, row_number() over (order by id) as at from people) p on p.at % 40 + 1 = g.at`.execute(
      tx,
    );
    await sql`insert into sessions (school_id, id, device_id, device_started_at, started_at)
      select lapwing_school(), uuidv7(), id, now(), now() from devices`.execute(tx);
    await sql`
      with text as (select sentence, row_number() over () as at from unnest(${sentences}::text[]) as sentence),
        session as (select id, device_id, row_number() over () as at from sessions),
        person as (select id, row_number() over (order by id) as at from people)
      insert into captures (school_id, id, session_id, device_id, person_id, received_at, device_time, happened_at,
        finding_at_ms, finding_item, term, policy, severity, severity_before, because, source, pack, seen_count, sealed,
        sentence, match_start, match_end, application, window_title, site, status)
      select lapwing_school(), uuidv7(), session.id, session.device_id, person.id, now() - text.at * interval '9 minutes',
        now(), now() - text.at * interval '9 minutes', 0, uuidv7(), 'term', 'bullying', 'minor', 'minor', '{}', 'typed',
        'pack', 1, false, text.sentence, 0, 3, 'Chromium', 'Window', 'docs.school.example', 'resolved'
      from text join session on session.at = 1 + text.at % 500 join person on person.at = 1 + (text.at * 17) % 2000`.execute(
      tx,
    );
  });
}
