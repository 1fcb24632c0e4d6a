import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import type { Capability, Role } from '@lapwing/protocol/capabilities.ts';
import { addRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { listAudit, startAuditCheck } from '@lapwing/protocol/features/audit/api.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { CAPTURE_STATUSES } from '@lapwing/protocol/features/captures/status.ts';
import { addView } from '@lapwing/protocol/features/captures/triage.api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { readImport } from '@lapwing/protocol/features/people/imports.api.ts';
import { takeScreenshot } from '@lapwing/protocol/features/screens/api.ts';
import sharp from 'sharp';
import { ROLE_GRANTS } from '../src/permissions/roles.ts';
import type { RouteEntry } from '../src/permissions/routes.ts';
import { accessPolicySamples } from './access-policies.ts';
import { agreementSamples } from './access-agreements.ts';
import { alertSamples } from './access-alerts.ts';
import { assistanceSamples } from './access-assistance.ts';
import { desktopSamples } from './access-desktop.ts';
import { concernSamples } from './access-concerns.ts';
import { lessonSamples } from './access-lessons.ts';
import { messageSamples } from './access-messages.ts';
import { restrictionSamples } from './access-restrictions.ts';
import { thresholdSamples } from './access-thresholds.ts';
import { FOR_DEVICES, OPEN_TO_ANYBODY, UNAUDITED } from './access-exceptions.ts';
import { PASSWORD, startTestServer, visitor, type TestServer, type Visitor } from './harness.ts';
import { makeReleaseMaker } from './release-maker.ts';
import { makeLibraryMaker, type LibraryMaker } from './library-maker.ts';
import { keptScreenshot } from './screens-world.ts';
import { evidenceSamples } from './sealed-world.ts';
import { aReport, makeWorld, PUPIL, SENTENCE, type World } from './world.ts';

/**
 * Walks every route of the server. A route that is added without a sample here fails the first test: nothing is let in
 * unproved.
 */
interface Sample {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  /** Its ids belong to the pupil, or to what happened to them: who may not see the pupil gets a 404. */
  readonly ofPupil?: boolean;
}

let testServer: TestServer;
let world: World;
let maker: LibraryMaker;
const releases = makeReleaseMaker();
let samples: Map<string, () => Promise<Sample> | Sample>;

/** Managed policies, terms and the shipped library are the same for every school. */
const OF_EVERY_SCHOOL = new Set([
  '/api/audit/entries/:seq',
  '/api/policies/:id',
  '/api/policies/terms/:id',
  '/api/library/versions/:version',
  '/api/guidance/:key',
  '/api/releases/:version',
  '/api/releases/:version/files/:name',
]);

const nameOf = (entry: RouteEntry): string => `${entry.endpoint.method} ${entry.endpoint.path}`;
const isCapability = (access: RouteEntry['access']): access is Capability => access.includes('.');

async function call(
  who: Visitor | null,
  entry: RouteEntry,
  sample: Sample,
): Promise<{ status: number; text: string }> {
  const path = entry.endpoint.path.replaceAll(
    /:([A-Za-z0-9]+)/g,
    (_all, name: string) => sample.params?.[name] ?? '',
  );
  const query = new URLSearchParams(sample.query).toString();
  const response = await fetch(`${testServer.url}${path}${query === '' ? '' : `?${query}`}`, {
    method: entry.endpoint.method,
    headers: {
      ...(who === null ? {} : { cookie: who.cookie() }),
      ...(sample.body === undefined
        ? {}
        : {
            'content-type':
              sample.body instanceof Uint8Array ? 'application/octet-stream' : 'application/json',
          }),
    },
    ...(sample.body === undefined
      ? {}
      : { body: sample.body instanceof Uint8Array ? Buffer.from(sample.body) : JSON.stringify(sample.body) }),
  });
  return { status: response.status, text: Buffer.from(await response.arrayBuffer()).toString('latin1') };
}

const IMPORT_CHOICES = {
  columns: {
    name: 0,
    forename: null,
    surname: null,
    username: 1,
    kind: null,
    year: null,
    form: null,
    upn: null,
  },
  key: 'username',
  kind: 'pupil',
  leavers: false,
  groups: false,
  edits: [],
  skip: [],
  skipErrors: false,
};
/** Waits until what the device sent is stored; other frames, such as what it is made to do, are passed over. */
async function acknowledged(id: string): Promise<void> {
  while (!JSON.stringify(await world.line.next()).includes(id));
}
/** An account that nobody of the roster has, seen at the world's device. */
async function setAside(): Promise<Sample> {
  const id = randomUUID();
  const at = new Date().toISOString();
  world.line.send({
    type: 'sessions/started',
    id,
    at,
    account: { name: 'guest', origin: 'profile' },
  });
  await acknowledged(id);
  return { body: { accountName: 'guest', personId: null } };
}

before(async () => {
  maker = await makeLibraryMaker();
  releases.add('1.1.0');
  testServer = await startTestServer({
    environment: { LAPWING_LIBRARY_KEYS: maker.keysFile, ...releases.environment },
  });
  world = await makeWorld(testServer);
  const { ids, tara } = world;
  const spareGroup = async (): Promise<Sample> => {
    const made = await tara.call(addGroup, {
      body: { name: `Spare ${Math.random()}`, kind: 'people', parentId: null },
    });
    return { params: { id: made.reply.id } };
  };
  const roster = (): Uint8Array =>
    new TextEncoder().encode(`Name,Username\nCleo Marsh,cleo${Math.random()}\n`);
  const importDraft = async (): Promise<Sample> => {
    const { text } = await call(tara, entryOf('POST /api/people/imports'), { body: roster() });
    return { params: { id: readImport.reply.parse(JSON.parse(text)).id } };
  };
  let libraryReleases = 0;
  const { version: shippedVersion } = await readShippedLibrary();
  const pupil = { params: { id: ids.pupil }, ofPupil: true };
  const capture = { params: { id: ids.capture }, ofPupil: true };
  const group8B = { params: { id: ids.group8B }, ofPupil: true };
  const device = { params: { id: ids.device }, ofPupil: true };
  const screen = { deviceId: ids.device, visibility: 'private' as const };
  // The device of this world shows no screen: what is tried of it stays without a picture.
  const spareScreenshot = async (): Promise<string> =>
    (await tara.call(takeScreenshot, { body: screen })).reply.id;
  const screenshot = await keptScreenshot(testServer, tara);
  const revision = async (): Promise<number> => {
    const shown: unknown = JSON.parse((await call(tara, entryOf('GET /api/captures/:id'), capture)).text);
    return typeof shown === 'object' && shown !== null && 'revision' in shown ? Number(shown.revision) : -1;
  };
  const allowance = (): { id: string; value: object } => ({
    id: randomUUID(),
    value: {
      what: { kind: 'phrase', phrase: 'flim flam', term: null },
      groupId: ids.group8B,
      reason: 'A song that they practise.',
      until: null,
      captureId: null,
    },
  });
  const allowanceOf = (captureId: string) => ({
    ...allowance(),
    value: { ...allowance().value, captureId },
  });
  const aView = () => ({ name: 'Mine', search: '?status=open', shared: false });
  const policyChange = async (): Promise<unknown> => ({
    base: (await tara.call(listPolicies)).reply.base,
    reason: 'Named by the youth club.',
    edits: [
      {
        kind: 'policy',
        id: randomUUID(),
        value: { title: `Local groups ${Math.random()}`, description: '', risk: 'bullying' },
      },
    ],
  });
  const incident = await anIncident();
  samples = new Map<string, () => Promise<Sample> | Sample>([
    ['GET /api/accounts/me', () => ({})],
    ['POST /api/accounts/sign-out', () => ({})],
    ['GET /api/accounts/sessions', () => ({})],
    ['DELETE /api/accounts/sessions/:id', () => ({ params: { id: 'nobody' } })],
    ['POST /api/accounts/password', () => ({ body: { current: PASSWORD, next: 'walnut harbour drizzle' } })],
    ['GET /api/accounts/preferences', () => ({})],
    ['PUT /api/accounts/preferences', () => ({ body: { theme: 'dark' } })],
    ['GET /api/accounts/acting', () => ({})],
    [
      'POST /api/accounts/acting',
      () => ({ body: { accountId: world.teacherOf9C.id, reason: 'A page that looks empty' } }),
    ],
    ['DELETE /api/accounts/acting', () => ({})],
    ['GET /api/accounts/staff', () => ({})],
    [
      'POST /api/accounts/staff',
      () => ({
        body: {
          name: 'New',
          email: `new${Math.random()}@northfield.example`,
          roles: ['teacher'],
          groupIds: [],
        },
      }),
    ],
    [
      'PATCH /api/accounts/staff/:id',
      () => ({ params: { id: world.teacherOf9C.id }, body: { groupIds: [ids.group9C] } }),
    ],
    ['POST /api/accounts/staff/:id/link', () => ({ params: { id: world.teacherOf9C.id } })],
    ['GET /api/accounts/roles', () => ({})],
    ['POST /api/accounts/roles', () => ({ body: newRole() })],
    [
      'PUT /api/accounts/roles/:id',
      async () => {
        const { copyOf: _copyOf, ...content } = newRole();
        return { params: { id: await spareRole() }, body: { ...content, revision: 1 } };
      },
    ],
    ['DELETE /api/accounts/roles/:id', async () => ({ params: { id: await spareRole() } })],
    ['GET /api/schools/current', () => ({})],
    ['PATCH /api/schools/current', () => ({ body: { name: 'A Renamed School' } })],
    ['PUT /api/schools/current/logo', async () => ({ body: await tinyLogo() })],
    ['DELETE /api/schools/current/logo', () => ({})],
    ['GET /api/audit', () => ({})],
    ['GET /api/audit/counts', () => ({})],
    ['GET /api/audit/choices', () => ({})],
    ['GET /api/audit/entries/:seq', () => ({ params: { seq: '1' } })],
    ['GET /api/audit/export', () => ({})],
    ['GET /api/audit/checks', () => ({})],
    ['POST /api/audit/checks', () => ({})],
    [
      'POST /api/audit/checks/:id/continue',
      async () => ({ params: { id: (await world.tara.call(startAuditCheck)).reply.id } }),
    ],
    ['GET /api/groups', () => ({})],
    [
      'POST /api/groups',
      () => ({ body: { name: `Group ${Math.random()}`, kind: 'people', parentId: null } }),
    ],
    ['GET /api/groups/:id', () => group8B],
    ['PATCH /api/groups/:id', () => ({ ...group8B, body: { name: '8B' } })],
    ['DELETE /api/groups/:id', spareGroup],
    ['GET /api/groups/:id/members', () => group8B],
    ['POST /api/groups/:id/members', () => ({ ...group8B, body: { ids: [ids.pupil] } })],
    [
      'POST /api/groups/:id/rules/try',
      () => ({ ...group8B, body: { rules: [{ field: 'form', pattern: '8*', exclude: false }] } }),
    ],
    ['GET /api/groups/:id/places', () => group8B],
    [
      'PUT /api/groups/:id/places',
      () => ({ ...group8B, body: { places: [{ deviceId: ids.device, x: 1, y: 2 }] } }),
    ],
    ['GET /api/groups/effective', () => ({ query: { personId: ids.pupil }, ofPupil: true })],
    [
      'DELETE /api/groups/:id/members/:memberId',
      async () => {
        const { params } = await spareGroup();
        const id = params?.['id'] ?? '';
        await call(tara, entryOf('POST /api/groups/:id/members'), {
          params: { id },
          body: { ids: [ids.pupil] },
        });
        return { params: { id, memberId: ids.pupil } };
      },
    ],
    ['GET /api/people', () => ({})],
    ['GET /api/people/:id', () => pupil],
    [
      'POST /api/people',
      () => ({
        body: {
          name: 'Bo',
          username: `bo${Math.random()}`,
          kind: 'pupil',
          year: null,
          form: null,
          groupIds: [],
        },
      }),
    ],
    ['PATCH /api/people/:id', () => ({ ...pupil, body: { form: '8B' } })],
    ['GET /api/people/:id/sessions', () => pupil],
    ['GET /api/people/accounts', () => ({})],
    ['GET /api/people/accounts/decided', () => ({})],
    ['POST /api/people/accounts', setAside],
    [
      'POST /api/people/accounts/forget',
      async () => {
        const { body } = await setAside();
        await call(tara, entryOf('POST /api/people/accounts'), { body });
        return { body: { accountName: 'guest', giveBack: true } };
      },
    ],
    ['POST /api/people/imports', () => ({ body: roster() })],
    ['GET /api/people/imports/:id', importDraft],
    [
      'POST /api/people/imports/:id/preview',
      async () => ({ ...(await importDraft()), body: IMPORT_CHOICES }),
    ],
    [
      'POST /api/people/imports/:id/apply',
      async () => ({
        ...(await importDraft()),
        body: {
          choices: IMPORT_CHOICES,
          expected: { added: 1, changed: 0, leavers: 0 },
          manyLeaversMeant: false,
        },
      }),
    ],
    ['POST /api/people/imports/:id/cancel', importDraft],
    ['GET /api/search', () => ({ query: { q: 'ana' } })],
    ['GET /api/library', () => ({})],
    ['POST /api/library/versions', () => ({ body: maker.release(`2027.1.${(libraryReleases += 1)}`) })],
    ['GET /api/library/versions/:version', () => ({ params: { version: shippedVersion } })],
    ['GET /api/guidance', () => ({})],
    ['GET /api/guidance/:key', () => ({ params: { key: 'suicide' } })],
    ['GET /api/policies', () => ({})],
    ['GET /api/policies/changes', () => ({})],
    ['GET /api/policies/allowances', () => ({})],
    ['POST /api/policies/allowances', () => ({ body: allowance(), ofPupil: true })],
    [
      'POST /api/policies/allowances/:id/remove',
      async () => {
        const body = allowance();
        await call(tara, entryOf('POST /api/policies/allowances'), { body });
        return { params: { id: body.id }, body: { reason: 'It was a try.' }, ofPupil: true };
      },
    ],
    ['GET /api/policies/noisy', () => ({})],
    ['GET /api/policies/timetable', () => ({})],
    [
      'POST /api/policies/imports',
      () => ({ query: { policy: 'bullying' }, body: new TextEncoder().encode('flimmer\nglommer\n') }),
    ],
    ['GET /api/policies/sealed-lists', () => ({})],
    [
      'POST /api/policies/sealed-lists',
      () => ({ query: { name: 'A list' }, body: new TextEncoder().encode('florble\n') }),
    ],
    ['GET /api/policies/private-sites', () => ({})],
    ['GET /api/policies/recipients', () => ({})],
    ['GET /api/policies/effective', () => ({ query: { personId: ids.pupil }, ofPupil: true })],
    [
      'POST /api/policies/terms/check',
      () => ({ body: { term: { wordings: ['flimmer'] }, sample: 'a flimmer', source: 'typed' } }),
    ],
    [
      'POST /api/policies/try',
      () => ({
        body: {
          edits: [
            {
              kind: 'private-sites',
              value: { hosts: ['help.example'] },
            },
          ],
          sample: null,
          past: { days: 30 },
        },
      }),
    ],
    ['POST /api/policies/changes', async () => ({ body: await policyChange() })],
    [
      'POST /api/policies/changes/:number/take-back',
      async () => {
        const entry = entryOf('POST /api/policies/changes');
        const { text } = await call(tara, entry, { body: await policyChange() });
        const { number } = applyChange.reply.parse(JSON.parse(text));
        return { params: { number: String(number) }, body: { reason: 'It was a try.' } };
      },
    ],
    ['GET /api/policies/:id', () => ({ params: { id: 'suicide' } })],
    ['GET /api/policies/terms/:id', () => ({ params: { id: 'suicide.not-be-here' } })],
    ...alertSamples(world),
    ['GET /api/devices', () => ({})],
    ['GET /api/devices/:id', () => device],
    ['GET /api/devices/coverage', () => ({})],
    ['PATCH /api/devices/:id', () => ({ ...device, body: { room: 'Library' } })],
    ['POST /api/devices/:id/revoke', () => device],
    ['GET /api/devices/school-code', () => ({})],
    ['POST /api/devices/school-code', () => ({ body: { days: 1 } })],
    ['POST /api/devices/school-code/revoke', () => ({})],
    ['GET /api/devices/refused', () => ({})],
    ['GET /api/devices/install', () => ({})],
    ['GET /api/captures', () => ({})],
    ['GET /api/captures/counts', () => ({})],
    ['GET /api/devices/counts', () => ({})],
    ['GET /api/captures/:id', () => capture],
    ['GET /api/captures/:id/arriving', () => capture],
    ['GET /api/captures/:id/pdf', () => capture],
    ['GET /api/captures/incidents/:id/pdf', () => ({ params: { id: incident }, ofPupil: true })],
    ['POST /api/captures/:id/take', async () => ({ ...capture, body: { revision: await revision() } })],
    [
      'POST /api/captures/:id/status',
      async () => ({
        ...capture,
        body: { status: 'resolved', rationale: 'Spoke with her and her tutor.', revision: await revision() },
      }),
    ],
    ['POST /api/captures/:id/notes', () => ({ ...capture, body: { text: 'Rang home.' } })],
    [
      'POST /api/captures/:id/assign',
      async () => ({ ...capture, body: { accountId: world.dsl.id, revision: await revision() } }),
    ],
    [
      'POST /api/captures/:id/escalate',
      async () => ({
        ...capture,
        body: { accountId: null, rationale: 'To be seen today.', revision: await revision() },
      }),
    ],
    [
      'POST /api/captures/:id/allow',
      async () => {
        const { id, value } = allowanceOf(ids.capture);
        return {
          ...capture,
          body: { allowanceId: id, value, revision: await revision(), past: true },
        };
      },
    ],
    ['POST /api/captures/:id/part', async () => ({ ...capture, body: { revision: await revision() } })],
    [
      'POST /api/captures/join',
      async () => ({ body: { ids: [ids.capture, await anotherCapture()] }, ofPupil: true }),
    ],
    // The answer names what was asked for: so that of a stranger's try nothing of the pupil is in it, nobody's.
    [
      'POST /api/captures/bulk',
      () => ({
        body: {
          captures: [{ id: randomUUID(), revision: 0 }],
          change: { kind: 'status', status: 'resolved', rationale: 'It was a song.' },
        },
      }),
    ],
    ['POST /api/captures/undo', () => ({ body: { ids: [randomUUID()] } })],
    ['POST /api/captures/:id/looking', () => ({ ...capture, body: { looking: true } })],
    ['GET /api/captures/:id/staff', () => capture],
    ['GET /api/captures/:id/around', () => capture],
    ['GET /api/captures/meanings', () => ({})],
    [
      'PUT /api/captures/meanings',
      () => ({
        body: { meanings: CAPTURE_STATUSES.map((status) => ({ status, meaning: 'As agreed.' })) },
      }),
    ],
    ['GET /api/captures/views', () => ({})],
    ['POST /api/captures/views', () => ({ body: aView() })],
    [
      'DELETE /api/captures/views/:id',
      async () => ({ params: { id: (await tara.call(addView, { body: aView() })).reply.id } }),
    ],
    ...evidenceSamples(testServer, world),
    ['GET /api/screens/seats', () => ({ query: { groupId: ids.group8B }, ofPupil: true })],
    ['POST /api/screens/screenshots', () => ({ body: screen, ofPupil: true })],
    ['POST /api/screens/recordings', () => ({ body: { ...screen, seconds: 5 }, ofPupil: true })],
    ['GET /api/screens/recordings', () => ({})],
    ['GET /api/screens/recordings/:id/bytes', () => ({ params: { id: screenshot }, ofPupil: true })],
    ['POST /api/screens/recordings/:id/stop', () => ({ params: { id: screenshot }, ofPupil: true })],
    [
      'PATCH /api/screens/recordings/:id',
      () => ({ params: { id: screenshot }, body: { visibility: 'private' }, ofPupil: true }),
    ],
    [
      'DELETE /api/screens/recordings/:id',
      async () => ({ params: { id: await spareScreenshot() }, ofPupil: true }),
    ],
    ...concernSamples(world),
    ...desktopSamples(world),
    ...lessonSamples(world),
    ...assistanceSamples(testServer, world),
    ...agreementSamples(world),
    ...messageSamples(world),
    ...restrictionSamples(world),
    ...accessPolicySamples(world),
    ...thresholdSamples(world, anotherCapture),
  ]);
});
after(async () => {
  world.line.socket.close();
  await testServer.stop();
  rmSync(maker.folder, { recursive: true, force: true });
  releases.remove();
});

/** A second one of the pupil's, for what takes two. */
async function anotherCapture(): Promise<string> {
  const id = randomUUID();
  world.line.send(aReport(world, id));
  await acknowledged(id);
  return id;
}
const newRole = () => ({
  name: `Role ${Math.random()}`,
  description: '',
  copyOf: 'teacher',
  scope: 'groups',
  capabilities: ['captures.view'],
});
async function spareRole(): Promise<string> {
  return (await world.tara.call(addRole, { body: newRole() })).reply.key;
}
/** Two more captures of the pupil within minutes: the same thing seen again. */
async function anIncident(): Promise<string> {
  const ids = [randomUUID(), randomUUID()];
  for (const id of ids) {
    world.line.send(aReport(world, id));
    await acknowledged(id);
  }
  const { reply } = await world.tara.call(showCapture, { params: { id: ids[0] ?? '' } });
  return reply.incident?.id ?? '';
}
async function tinyLogo(): Promise<Uint8Array> {
  return sharp({ create: { width: 40, height: 20, channels: 3, background: '#123456' } })
    .png()
    .toBuffer();
}
function entryOf(name: string): RouteEntry {
  const entry = testServer.server.routes.find((candidate) => nameOf(candidate) === name);
  assert.ok(entry !== undefined, `${name} is gone: take it out of this test`);
  return entry;
}
async function sampleOf(entry: RouteEntry): Promise<Sample> {
  const sample = samples.get(nameOf(entry));
  assert.ok(sample !== undefined, `add a sample of ${nameOf(entry)} to access.test.ts`);
  return sample();
}
const guarded = (): RouteEntry[] =>
  testServer.server.routes.filter(
    (entry) => !OPEN_TO_ANYBODY.has(nameOf(entry)) && !FOR_DEVICES.has(nameOf(entry)),
  );

describe('every route', () => {
  test('has a sample here, or is one of the known open ones', async () => {
    for (const entry of guarded()) await sampleOf(entry);
    for (const name of [
      ...samples.keys(),
      ...OPEN_TO_ANYBODY.keys(),
      ...FOR_DEVICES.keys(),
      ...UNAUDITED.keys(),
    ]) {
      entryOf(name);
    }
  });

  test('declares that it is open exactly when it is known to be', () => {
    for (const entry of testServer.server.routes) {
      const name = nameOf(entry);
      assert.equal(
        entry.access === 'public',
        OPEN_TO_ANYBODY.has(name),
        `${name}: access-exceptions.ts says otherwise`,
      );
      assert.equal(
        entry.access === 'device',
        FOR_DEVICES.has(name),
        `${name}: access-exceptions.ts says otherwise`,
      );
      assert.equal(
        entry.audit === 'none',
        UNAUDITED.has(name),
        `${name}: access-exceptions.ts says otherwise`,
      );
    }
  });

  test('answers 401 to whoever is not signed in', async () => {
    for (const entry of guarded()) {
      const { status } = await call(null, entry, await sampleOf(entry));
      assert.equal(status, 401, nameOf(entry));
    }
  });

  test('for devices refuses what is not signed', async () => {
    for (const [name] of FOR_DEVICES) {
      const { status } = await call(null, entryOf(name), {
        params: {
          sha256: 'a'.repeat(64),
          captureId: world.ids.capture,
          id: world.ids.evidence,
          offset: '0',
        },
        body: name.startsWith('GET') ? undefined : {},
      });
      assert.ok(status >= 400 && status < 500, `${name}: ${status}`);
    }
  });

  test('does not exist for a role that lacks its capability, and the try stands in the audit', async () => {
    // Between them they lack every capability; what the other roles bring is read from the same table.
    const people: ReadonlyArray<readonly [Role, Visitor]> = [
      ['administrator', world.networkManager],
      ['dsl', world.dsl],
      ['teacher', world.teacherOf8B],
    ];
    let tried = 0;
    for (const entry of guarded()) {
      const { access } = entry;
      if (!isCapability(access)) continue;
      for (const [role, person] of people) {
        if (ROLE_GRANTS[role].capabilities.includes(access)) continue;
        const { status, text } = await call(person, entry, await sampleOf(entry));
        assert.equal(status, 404, `${nameOf(entry)} as ${role}: ${text.slice(0, 200)}`);
        tried += 1;
      }
    }
    assert.ok(tried > 30);
    const { items } = (await world.tara.call(listAudit, { query: { limit: '200', outcome: 'refused' } }))
      .reply;
    assert.ok(items.length >= Math.min(tried, 200));
  });

  test('shows a second school nothing of the first', async () => {
    const { ids } = world;
    const secrets = [
      PUPIL,
      SENTENCE.slice(0, 20),
      'ana.silva',
      'Northfield',
      'Desk of Ana',
      ids.pupil,
      ids.capture,
      ids.device,
      ids.group8B,
    ];
    for (const entry of guarded()) {
      if (!isCapability(entry.access)) continue;
      const sample = await sampleOf(entry);
      const { status, text } = await call(world.strangersHead, entry, sample);
      const named = sample.params !== undefined && !OF_EVERY_SCHOOL.has(entry.endpoint.path);
      if (named) assert.equal(status, 404, `${nameOf(entry)}: ${status} ${text.slice(0, 200)}`);
      for (const secret of secrets)
        assert.ok(!text.includes(secret), `${nameOf(entry)} tells a stranger "${secret}"`);
    }
  });

  test('shows a teacher without the group nothing of the pupil', async () => {
    const { ids } = world;
    for (const entry of guarded()) {
      const { access } = entry;
      if (!isCapability(access) || !ROLE_GRANTS.teacher.capabilities.includes(access)) continue;
      const sample = await sampleOf(entry);
      const { status, text } = await call(world.teacherOf9C, entry, sample);
      if (sample.ofPupil === true) assert.equal(status, 404, `${nameOf(entry)}: ${status}`);
      for (const secret of [
        PUPIL,
        SENTENCE.slice(0, 20),
        ids.pupil,
        ids.capture,
        ids.device,
        ids.group8B,
        '"8B"',
      ]) {
        assert.ok(!text.includes(secret), `${nameOf(entry)} tells a teacher of another class "${secret}"`);
      }
    }
  });

  test('an administrator reads in the audit that somebody looked, not at whose capture', async () => {
    const entry = entryOf('GET /api/captures/:id');
    await call(world.dsl, entry, await sampleOf(entry));
    const query = { action: 'captures.view' };
    const [asManager, asLead] = await Promise.all(
      [world.networkManager, world.dsl].map(
        async (who) => (await who.call(listAudit, { query })).reply.items[0],
      ),
    );
    assert.match(asLead?.summary ?? '', new RegExp(PUPIL));
    assert.equal(asManager?.seq, asLead?.seq);
    assert.doesNotMatch(JSON.stringify(asManager), new RegExp(`${PUPIL}|${world.ids.capture}|suicide`));
  });

  test('leaves an audit entry of its action when it changes something or shows what is of a pupil', async () => {
    const last = [
      'POST /api/devices/:id/revoke',
      'POST /api/accounts/sign-out',
      'POST /api/accounts/password',
    ];
    const ordered = guarded().sort((a, b) => last.indexOf(nameOf(a)) - last.indexOf(nameOf(b)));
    const auditor = visitor(testServer.url);
    await auditor.call(entryOfSignIn(), { body: { email: 'lead@northfield.example', password: PASSWORD } });
    for (const entry of ordered) {
      if (nameOf(entry) === 'DELETE /api/accounts/sessions/:id') continue;
      const sample = await sampleOf(entry);
      const newest = await newestSeq(auditor);
      // Signing out ends the sign-in that it is called with, and acting changes what it may do: a second one of hers.
      const changes = /\/(sign-out|acting)$/.test(entry.endpoint.path);
      const tara = changes ? await taraAgain() : world.tara;
      if (nameOf(entry) === 'DELETE /api/accounts/acting') {
        const begins = entryOf('POST /api/accounts/acting');
        assert.equal((await call(tara, begins, await sampleOf(begins))).status, 200);
      }
      const { status, text } = await call(tara, entry, sample);
      assert.ok(status === 200 || status === 206, `${nameOf(entry)}: ${status} ${text.slice(0, 300)}`);
      if (entry.audit === 'none') continue;
      const { items } = (await auditor.call(listAudit, { query: { limit: '20', action: entry.audit } }))
        .reply;
      const found = items.find((item) => item.seq > newest && item.actor?.name.startsWith('Tara Khan'));
      assert.ok(found !== undefined, `${nameOf(entry)} left no entry ${entry.audit}`);
      assert.ok(!found.summary.includes(SENTENCE), 'the audit holds no words of a pupil');
    }
  });
});

async function taraAgain(): Promise<Visitor> {
  const again = visitor(testServer.url);
  const signed = await again.call(entryOfSignIn(), {
    body: { email: 'tara.khan@northfield.example', password: PASSWORD },
  });
  assert.equal(signed.status, 200, signed.reason ?? '');
  return again;
}
function entryOfSignIn(): RouteEntry['endpoint'] {
  return entryOf('POST /api/accounts/sign-in').endpoint;
}
async function newestSeq(auditor: Visitor): Promise<number> {
  return (await auditor.call(listAudit, { query: { limit: '1' } })).reply.items[0]?.seq ?? 0;
}
