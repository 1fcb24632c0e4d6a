import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createEngine } from '@lapwing/detection/engine.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import { createWatch } from '@lapwing/detection/watch.ts';
import { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange, takeBackChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import type { PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { WatchRules } from '@lapwing/protocol/features/policies/rules.ts';
import { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { DEVICE_REQUEST_HEADER } from '@lapwing/protocol/wire.ts';
import { startTestServer, type TestServer } from './harness.ts';
import { ownTerm } from './own-terms.ts';
import { makeWorld, type World } from './world.ts';

/** Within so many milliseconds of a change a connected device has it. */
const WITHIN_MS = 5000;
const TERM = `own.${randomUUID()}`;
const PHRASE = 'glimmer flommer';

let server: TestServer;
let world: World;
let whole = '';

before(async () => {
  server = await startTestServer();
  world = await makeWorld(server);
  const { groups } = (await world.tara.call(listGroups)).reply;
  whole = groups.find((each) => each.builtIn === 'whole-school')?.id ?? '';
});
after(async () => {
  world.line.socket.close();
  await server.stop();
});

async function told(): Promise<StateDocument> {
  for (;;) {
    const frame = ServerFrame.parse(await world.line.next());
    if (frame.type === 'state/document') return StateDocument.parse(JSON.parse(frame.payload));
  }
}
async function apply(...edits: PolicyEdit[]): Promise<number> {
  const { base } = (await world.tara.call(listPolicies)).reply;
  const made = await world.tara.call(applyChange, { body: { base, reason: 'For the test.', edits } });
  assert.equal(made.status, 200, made.reason ?? '');
  return made.reply.number;
}
/** As the device does: signed, and verified by its hash. */
async function fetched(content: { sha256: string; bytes: number } | null | undefined): Promise<Uint8Array> {
  assert.ok(content !== null && content !== undefined);
  const path = `/agent/state/packs/${content.sha256}`;
  const ids = { schoolId: world.ids.school, deviceId: world.ids.device };
  const response = await fetch(`${server.url}${path}`, {
    headers: { [DEVICE_REQUEST_HEADER]: world.device.header(ids, 'GET', path) },
  });
  assert.equal(response.status, 200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  assert.equal(createHash('sha256').update(bytes).digest('hex'), content.sha256);
  assert.equal(bytes.length, content.bytes);
  return bytes;
}
/** What a device with these contents finds in a text typed now. */
async function finds({ detection }: StateDocument, text: string): Promise<string[]> {
  const packs = [detection.pack, ...(detection.ownPack ? [detection.ownPack] : [])];
  const loaded = await Promise.all(
    packs.map(async (content) => {
      const pack = loadPack(await fetched(content));
      assert.ok(pack.ok);
      return pack.pack;
    }),
  );
  const rules = detection.rules
    ? WatchRules.parse(JSON.parse(new TextDecoder().decode(await fetched(detection.rules))))
    : null;
  const terms =
    rules === null ? undefined : createWatch(rules).view({ source: 'typed', host: null, now: Date.now() });
  const found = createEngine(loaded).scan(text, {
    source: 'typed',
    ...(terms === undefined ? {} : { terms }),
  });
  return found.map(({ term }) => term);
}

describe('a connected device', () => {
  it('looks for a term of the school’s own within seconds, only where it is for, and until it is let pass', async () => {
    const { ids } = world;
    const sentence = `are you with the ${PHRASE} now`;
    const begun = Date.now();
    const number = await apply({
      kind: 'term',
      id: TERM,
      value: ownTerm(PHRASE, { definition: 'A made-up gang.', severity: 'severe' }),
    });
    const first = await told();
    assert.deepEqual(await finds(first, sentence), [TERM]);
    assert.ok(Date.now() - begun < WITHIN_MS, `took ${Date.now() - begun} ms`);
    assert.equal(first.detection.rules, null, 'there is nothing to say of it');
    const bytes = gzipSync(await fetched(first.detection.ownPack)).length;
    assert.ok(bytes < 20_000, `a change costs ${bytes} bytes on the way`);

    const off: PolicyEdit = {
      kind: 'term-watch',
      groupId: ids.group8B,
      term: TERM,
      value: { enabled: false, sources: null, severity: null, actions: null },
    };
    await apply(off);
    const second = await told();
    assert.deepEqual(second.detection.ownPack, first.detection.ownPack);
    assert.deepEqual(await finds(second, sentence), []);
    await apply({ ...off, value: null });
    assert.deepEqual(await finds(await told(), sentence), [TERM]);

    const allowed = Date.now();
    await apply({
      kind: 'allow',
      id: randomUUID(),
      value: {
        what: { kind: 'phrase', phrase: PHRASE, term: null },
        groupId: ids.group8B,
        reason: 'The name of the school play.',
        until: null,
        captureId: null,
      },
    });
    assert.deepEqual(await finds(await told(), sentence), []);
    assert.ok(Date.now() - allowed < WITHIN_MS);
    assert.equal(
      await world.tara
        .call(takeBackChange, { params: { number: String(number) }, body: { reason: 'Enough.' } })
        .then(({ status }) => status),
      200,
    );
    assert.equal((await told()).detection.ownPack, null);
  });

  it('hears where to look and what is private, and nothing of what concerns other groups', async () => {
    const { ids } = world;
    await apply(
      { kind: 'sources', groupId: whole, value: { sources: ['typed', 'search'], everyTerm: false } },
      { kind: 'private-sites', value: { hosts: ['help.example'], applications: ['Diary'] } },
    );
    const { detection, version } = await told();
    assert.deepEqual(detection.sources, ['typed', 'search']);
    assert.deepEqual(detection.excludedHosts, ['help.example']);
    assert.deepEqual(detection.excludedApplications, ['Diary']);
    await apply({
      kind: 'watch',
      groupId: ids.group9C,
      policy: 'gambling',
      value: { status: 'disabled', periods: null, sources: null, actions: null },
    });
    await apply({ kind: 'sources', groupId: ids.group8B, value: { sources: ['typed'], everyTerm: true } });
    const next = await told();
    assert.equal(next.version, version + 1, 'the other class is no business of this device');
    assert.deepEqual(next.detection.sources, ['typed']);
    const rules = WatchRules.parse(JSON.parse(new TextDecoder().decode(await fetched(next.detection.rules))));
    assert.equal(rules.everyTerm, true);
    assert.deepEqual(rules.policies, {});
  });
});

describe('a capture', () => {
  it('says by which change and which version of the library it was caught, and by what of the school’s own', async () => {
    const { tara, line, ids } = world;
    const [policy, gang] = [randomUUID(), `own.${randomUUID()}`];
    const number = await apply(
      {
        kind: 'policy',
        id: policy,
        value: { title: 'Local gangs', description: '', risk: 'weapons-violence' },
      },
      {
        kind: 'term',
        id: gang,
        value: ownTerm(PHRASE, { policy, definition: 'A made-up gang.', severity: 'severe' }),
      },
    );
    const { detection } = await told();
    const report = async (term: string, pack: string | undefined): Promise<string> => {
      const id = randomUUID();
      line.send({
        type: 'captures/reported',
        id,
        sessionId: ids.session,
        at: new Date().toISOString(),
        finding: {
          term,
          policy: 'weapons-violence',
          severity: 'severe',
          severityBefore: 'severe',
          because: [],
          source: 'typed',
          sentence: `the ${PHRASE} is here`,
          start: 4,
          end: 19,
          count: 1,
          pack,
          rules: detection.rules?.sha256 ?? null,
        },
        context: { application: 'Chromium', windowTitle: 'Chat', url: null },
        evidence: { state: 'none', reason: 'switched-off' },
      });
      for (;;) {
        const frame = ServerFrame.parse(await line.next());
        if (frame.type === 'captures/acknowledged' && frame.ids.includes(id)) return id;
        assert.notEqual(frame.type, 'captures/rejected');
      }
    };
    const own = await report(gang, detection.ownPack?.sha256);
    const shown = (await tara.call(showCapture, { params: { id: own } })).reply;
    assert.deepEqual(shown.policy, { key: 'weapons-violence', title: 'Local gangs' });
    assert.equal(shown.term.definition, 'A made-up gang.');
    assert.deepEqual(shown.caughtBy, { library: null, change: number });
    const managed = await report('weapons-violence.gone-since', detection.pack?.sha256);
    const { libraryVersion } = (await tara.call(listPolicies)).reply;
    const other = (await tara.call(showCapture, { params: { id: managed } })).reply;
    assert.deepEqual(other.caughtBy, { library: libraryVersion, change: number });
    assert.notEqual(other.policy.title, 'Local gangs');
  });
});
