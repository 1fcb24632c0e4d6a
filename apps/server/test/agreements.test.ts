import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  addAgreement,
  askAgain,
  changeAgreement,
  deleteAgreement,
  exportSignatures,
  listAgreements,
  listPersonAgreements,
  listSignatures,
  publishAgreement,
  retireAgreement,
  showAgreement,
  showAgreementVersion,
  uploadAgreementPicture,
  type AgreementDraft,
  type AgreementTerms,
} from '@lapwing/protocol/features/agreements/api.ts';
import { AgreementContent } from '@lapwing/protocol/features/agreements/content.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { renewSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { StateDocument, type DeviceOrders } from '@lapwing/protocol/features/state/document.event.ts';
import { sql } from 'kysely';
import sharp from 'sharp';
import { connectDevice, makeDevice } from './device-server.ts';
import { addStaff, setUpSchool, startTestServer, type TestServer, type Visitor } from './harness.ts';

type Asked = DeviceOrders['agreements'];

let test: TestServer;
let tara: Visitor;
let eight: Visitor;
let nine: Visitor;
let code = '';
/** Milliseconds that the server's clock is put forward by. */
let shift = 0;
let schoolId = '';
let groups: { year8: string; b8: string; c9: string; room: string; whole: string };
let people: { ana: string; ben: string; cleo: string };

/** A device with whoever sits at it, and what its newest document asks them. */
interface Desk {
  readonly id: string;
  logOn(account: string): Promise<string>;
  /** Sends it and waits until it is acknowledged. */
  answer(
    agreement: Asked[number] & { session: string },
    answer: 'agreed' | 'declined',
    id?: string,
  ): Promise<void>;
  send(frame: Record<string, unknown> & { id: string }): Promise<void>;
  /** What the newest document that is so asks. */
  asked(so: (asked: Asked) => boolean): Promise<Asked>;
  content(sha256: string): Promise<AgreementContent>;
  close(): void;
}

async function desk(name: string): Promise<Desk> {
  const device = makeDevice(test.url, name);
  const ids = await device.enrol(code);
  const line = await connectDevice(test.url, device, ids);
  let asked: Asked = [];
  const heard = new Set<string>();
  let wake: Array<() => void> = [];
  const woken = (): Promise<void> => new Promise((resolve) => wake.push(resolve));
  void (async () => {
    for (;;) {
      const frame = await line.next();
      if (frame.type === 'state/document')
        asked = StateDocument.parse(JSON.parse(frame.payload)).orders.agreements;
      if (frame.type === 'captures/acknowledged') for (const id of frame.ids) heard.add(id);
      const waiting = wake;
      wake = [];
      for (const resolve of waiting) resolve();
    }
  })().catch(() => {});
  const made: Desk = {
    id: ids.deviceId,
    async logOn(account) {
      const id = randomUUID();
      const at = new Date().toISOString();
      await made.send({ type: 'sessions/started', id, at, account: { name: account, origin: 'policy' } });
      return id;
    },
    answer: (agreement, answer, id = randomUUID()) =>
      made.send({
        type: 'agreements/answered',
        id,
        agreementId: agreement.id,
        version: agreement.version,
        asking: agreement.asking,
        sessionId: agreement.session,
        answer,
        at: new Date().toISOString(),
      }),
    async send(frame) {
      heard.delete(frame.id);
      line.send(frame);
      while (!heard.has(frame.id)) await woken();
    },
    async asked(so) {
      while (!so(asked)) await woken();
      return asked;
    },
    async content(sha256) {
      const path = `/agent/state/packs/${sha256}`;
      const response = await fetch(`${test.url}${path}`, {
        headers: { 'lapwing-device': device.header(ids, 'GET', path, Date.now() + shift) },
      });
      assert.equal(response.status, 200);
      return AgreementContent.parse(await response.json());
    },
    close: () => line.socket.close(),
  };
  return made;
}

const DRAFT: AgreementDraft = {
  title: 'How we use our computers',
  language: 'en-GB',
  blocks: [
    { kind: 'heading', text: 'I promise' },
    { kind: 'bullets', items: ['I am kind.', 'I ask for help.'] },
  ],
  picture: null,
  agreeLabel: 'Yes',
  declineLabel: 'No',
};

function terms(change: Partial<AgreementTerms> = {}): AgreementTerms {
  return { groupIds: [groups.year8], when: 'once', decline: 'nothing', yearlyOn: null, ...change };
}

/** A published agreement; returns its id and revision. */
async function published(
  change: Partial<AgreementTerms> = {},
  draft: Partial<AgreementDraft> = {},
): Promise<{ params: { id: string }; revision: number }> {
  const params = { id: randomUUID() };
  const body = { id: params.id, draft: { ...DRAFT, ...draft }, terms: terms(change) };
  const added = await tara.call(addAgreement, { body });
  assert.equal(added.status, 200, added.reason ?? '');
  const asked = await tara.call(publishAgreement, { params, body: { revision: 0 } });
  assert.equal(asked.status, 200, asked.reason ?? '');
  return { params, revision: asked.reply.revision };
}
async function retire(of: { params: { id: string } }): Promise<void> {
  const { revision } = (await tara.call(showAgreement, of)).reply;
  assert.equal((await tara.call(retireAgreement, { ...of, body: { revision } })).status, 200);
}
/** The one agreement that is asked and not answered. */
function one(asked: Asked, session: string): Asked[number] & { session: string } {
  const [only] = asked.filter((each) => each.answered === null);
  assert.ok(only !== undefined);
  return { ...only, session };
}
const open = (asked: Asked): boolean => asked.length === 1 && asked[0]?.answered === null;
const answered = (asked: Asked): boolean => asked.length === 1 && asked[0]?.answered !== null;
const none = (asked: Asked): boolean => asked.length === 0;

before(async () => {
  test = await startTestServer({ clock: { now: () => Date.now() + shift } });
  tara = await setUpSchool(test);
  const group = async (name: string, kind: string, parentId: string | null = null): Promise<string> =>
    (await tara.call(addGroup, { body: { name, kind, parentId } })).reply.id;
  const year8 = await group('Year 8', 'people');
  const all = (await tara.call(listGroups)).reply.groups;
  groups = {
    year8,
    b8: await group('8B', 'people', year8),
    c9: await group('9C', 'people'),
    room: await group('IT room', 'devices'),
    whole: all.find(({ builtIn }) => builtIn === 'whole-school')?.id ?? '',
  };
  const pupil = async (name: string, username: string, groupId: string): Promise<string> =>
    (
      await tara.call(addPerson, {
        body: { name, username, kind: 'pupil', year: '8', form: '8B', groupIds: [groupId] },
      })
    ).reply.id;
  people = {
    ana: await pupil('Ana Silva', 'ana.silva', groups.b8),
    ben: await pupil('Ben Ito', 'ben.ito', groups.b8),
    cleo: await pupil('Cleo Marsh', 'cleo.marsh', groups.c9),
  };
  const teacher = (name: string, groupId: string): Promise<Visitor> =>
    addStaff(test, tara, {
      name,
      email: `${name.toLowerCase()}@northfield.example`,
      roles: ['teacher'],
      groupIds: [groupId],
    });
  eight = await teacher('Eight', groups.b8);
  nine = await teacher('Nine', groups.c9);
  code = (await tara.call(renewSchoolCode, { body: { days: 1 } })).reply.code ?? '';
  const { db } = test.server;
  schoolId =
    (await db.unbound({}, (tx) => sql<{ id: string }>`select schools_ids() as id`.execute(tx))).rows[0]?.id ??
    '';
});
after(() => test.stop());

describe('an agreement', () => {
  it('is asked of the people of its groups and those below, with its text by hash, until they agree', async () => {
    const [first, second] = [await desk('Desk 1'), await desk('Desk 2')];
    const session = await first.logOn('ana.silva');
    await second.logOn('cleo.marsh');
    const agreement = await published();
    const asked = one(await first.asked(open), session);
    assert.deepEqual([asked.version, asked.asking, asked.when, asked.decline], [1, 1, 'once', 'nothing']);
    const content = await first.content(asked.content.sha256);
    assert.deepEqual([content.title, content.blocks, content.version], [DRAFT.title, DRAFT.blocks, 1]);

    await first.answer(asked, 'agreed');
    assert.equal((await first.asked(answered))[0]?.answered, 'agreed');
    // Nor anywhere else, nor at the next log-on.
    await second.logOn('ana.silva');
    assert.equal((await second.asked(answered))[0]?.answered, 'agreed');

    const shown = (await tara.call(showAgreement, agreement)).reply;
    assert.deepEqual([shown.people, shown.agreed, shown.declined], [2, 1, 0]);
    const { items, open: still } = (await tara.call(listSignatures, agreement)).reply;
    assert.deepEqual(
      items.map(({ person, state, device }) => [person.name, state, device]),
      [
        ['Ana Silva', 'agreed', 'Desk 1'],
        ['Ben Ito', 'not-asked', null],
      ],
    );
    assert.equal(still, 1);
    await retire(agreement);
    await Promise.all([first.asked(none), second.asked(none)]);
    first.close();
    second.close();
  });

  it('is asked again when its text changes, and not when its terms alone do', async () => {
    const device = await desk('Desk 3');
    const session = await device.logOn('ana.silva');
    const { params, revision } = await published({ groupIds: [groups.whole] });
    await device.answer(one(await device.asked(open), session), 'agreed');
    await device.asked(answered);
    const change = async (draft: AgreementDraft, by: Partial<AgreementTerms>, from: number) => {
      const body = { draft, terms: terms({ groupIds: [groups.whole], ...by }), revision: from };
      const saved = await tara.call(changeAgreement, { params, body });
      assert.equal(saved.status, 200, saved.reason ?? '');
      return saved.reply;
    };
    const locked = await change(DRAFT, { decline: 'lock' }, revision);
    const [same] = await device.asked((asked) => asked[0]?.decline === 'lock');
    assert.deepEqual([same?.answered, same?.version], ['agreed', 1]);
    const saved = await change({ ...DRAFT, title: 'Our promises' }, { decline: 'lock' }, locked.revision);
    assert.deepEqual([saved.changed, saved.version], [true, 1]);
    await tara.call(publishAgreement, { params, body: { revision: saved.revision } });
    const again = await device.asked((asked) => asked[0]?.version === 2);
    assert.equal(again[0]?.answered, null);
    const { items } = (await tara.call(listSignatures, { params, query: { search: 'ana' } })).reply;
    assert.deepEqual([items[0]?.state, items[0]?.version], ['older-version', 1]);
    // What was agreed to can be read for ever.
    const first = await eight.call(showAgreementVersion, { params: { ...params, version: '1' } });
    assert.deepEqual([first.reply.draft, first.reply.publishedBy?.name], [DRAFT, 'Tara Khan']);
    assert.equal(
      (await eight.call(showAgreementVersion, { params: { ...params, version: '3' } })).status,
      404,
    );
    const stale = await tara.call(publishAgreement, { params, body: { revision } });
    assert.deepEqual([stale.status, stale.reason], [409, 'changed-meanwhile']);
    await retire({ params });
    device.close();
  });

  it('records a no, which a later yes replaces and nothing takes away', async () => {
    const device = await desk('Desk 4');
    const session = await device.logOn('ben.ito');
    const agreement = await published({ decline: 'log-off' });
    const asked = one(await device.asked(open), session);
    const id = randomUUID();
    await device.answer(asked, 'declined', id);
    assert.equal((await device.asked(answered))[0]?.answered, 'declined');
    // The same once more, as an outbox sends it after a lost connection.
    await device.answer(asked, 'declined', id);
    await device.answer(asked, 'agreed');
    await device.asked(([each]) => each?.answered === 'agreed');
    const of = { params: { id: people.ben } };
    const { answers, open: still } = (await tara.call(listPersonAgreements, of)).reply;
    assert.deepEqual(
      answers.filter(({ agreement: { id: each } }) => each === asked.id).map(({ answer }) => answer),
      ['agreed', 'declined'],
    );
    assert.deepEqual(still, []);
    await retire(agreement);
    device.close();
  });

  it('is asked again by hand: of one, then of everybody', async () => {
    const [first, second] = [await desk('Desk 5'), await desk('Desk 6')];
    const sessions = [await first.logOn('ana.silva'), await second.logOn('ben.ito')];
    const { params } = await published();
    await first.answer(one(await first.asked(open), sessions[0] ?? ''), 'agreed');
    await second.answer(one(await second.asked(open), sessions[1] ?? ''), 'agreed');
    await Promise.all([first.asked(answered), second.asked(answered)]);

    const body = { personIds: [people.ana, people.cleo], reason: 'Used the account of a friend' };
    // Cleo is in no group of it.
    assert.equal((await tara.call(askAgain, { params, body })).reply.people, 1);
    const again = one(await first.asked(open), sessions[0] ?? '');
    assert.equal(again.asking, 2);
    const { items } = (await tara.call(listSignatures, { params })).reply;
    assert.deepEqual(
      items.map(({ state }) => state),
      ['asked-again', 'agreed'],
    );
    // What was agreed before does not count, however it is sent.
    await first.answer({ ...again, asking: 1 }, 'agreed');
    await first.answer({ ...again, asking: 1_000_000 }, 'agreed');
    await first.asked(answered);
    await tara.call(askAgain, { params, body: { personIds: null, reason: 'A new school year' } });
    const [ana, ben] = await Promise.all([first.asked(open), second.asked(open)]);
    assert.deepEqual([ana[0]?.asking, ben[0]?.asking], [3, 2]);
    const lines = (await tara.call(listAudit, { query: { action: 'agreements.ask-again', limit: '5' } }))
      .reply;
    assert.match(lines.items[0]?.summary ?? '', /everybody \(2 people\).*A new school year/u);
    await retire({ params });
    first.close();
    second.close();
  });

  it('of every log-on is asked in each session, and of the second pupil at the same device', async () => {
    const device = await desk('Desk 7');
    const session = await device.logOn('ana.silva');
    const agreement = await published({ when: 'every-log-on' });
    await device.answer(one(await device.asked(open), session), 'agreed');
    await device.asked(answered);
    const second = await device.logOn('ben.ito');
    await device.answer(one(await device.asked(open), second), 'agreed');
    await device.asked(answered);
    const back = await device.logOn('ana.silva');
    await device.answer(one(await device.asked(open), back), 'declined');
    assert.equal((await device.asked(answered))[0]?.answered, 'declined');
    await retire(agreement);
    device.close();
  });

  it('is asked nobody whom the roster does not know, and no answer of theirs is kept', async () => {
    const device = await desk('Desk 8');
    const agreement = await published({ groupIds: [groups.whole] });
    const guest = await device.logOn('guest');
    const session = await device.logOn('ana.silva');
    const mine = one(await device.asked(open), session);
    await device.answer({ ...mine, session: guest }, 'agreed');
    // A version that never was, an agreement that never was, a session of nobody: heard, and not kept.
    await device.answer({ ...mine, version: 9 }, 'agreed');
    await device.answer({ ...mine, id: randomUUID() }, 'agreed');
    await device.answer({ ...mine, session: randomUUID() }, 'agreed');
    assert.equal((await tara.call(showAgreement, agreement)).reply.agreed, 0);
    assert.equal(test.logged().split('agreements.answer-not-kept').length - 1, 4);
    await retire(agreement);
    device.close();
  });
});

describe('by the year', () => {
  it('it is asked again from the day on, by the clock of the school', async () => {
    const DAY = 86_400_000;
    let device = await desk('Desk 9');
    const tomorrow = new Date(Date.now() + 2 * DAY).toISOString().slice(5, 10);
    const agreement = await published({ yearlyOn: tomorrow === '02-29' ? '03-01' : tomorrow });
    const session = await device.logOn('ana.silva');
    await device.answer(one(await device.asked(open), session), 'agreed');
    await device.asked(answered);
    shift += DAY;
    assert.equal((await tara.call(showAgreement, agreement)).reply.agreed, 1);
    shift += 3 * DAY;
    assert.equal((await tara.call(showAgreement, agreement)).reply.agreed, 0);
    // To the server a device that said nothing for days is gone: it comes anew.
    device.close();
    device = await desk('Desk 9, days later');
    const next = await device.logOn('ana.silva');
    const again = one(await device.asked(open), next);
    assert.equal(again.asking, 2);
    await device.answer(again, 'agreed');
    await device.asked(answered);
    shift += 365 * DAY;
    device.close();
    device = await desk('Desk 9, a year later');
    await device.logOn('ana.silva');
    assert.equal((await device.asked(open))[0]?.asking, 3);
    await retire(agreement);
    device.close();
  });
});

describe('who may', () => {
  it('see signatures sees those of their groups alone, and drafts are nobody else’s', async () => {
    const agreement = await published({ groupIds: [groups.whole] });
    const names = async (who: Visitor): Promise<string[]> =>
      (await who.call(listSignatures, agreement)).reply.items.map(({ person }) => person.name);
    assert.deepEqual(await names(eight), ['Ana Silva', 'Ben Ito']);
    assert.deepEqual(await names(nine), ['Cleo Marsh']);
    assert.equal((await nine.call(showAgreement, agreement)).reply.people, 1);
    assert.equal((await nine.call(listPersonAgreements, { params: { id: people.ana } })).status, 404);
    const draft = { id: randomUUID(), draft: DRAFT, terms: terms() };
    await tara.call(addAgreement, { body: draft });
    assert.equal((await eight.call(showAgreement, { params: { id: draft.id } })).status, 404);
    const seen = (await eight.call(listAgreements)).reply;
    assert.deepEqual(
      [seen.agreements.some(({ id }) => id === draft.id), seen.may.manage.allowed],
      [false, false],
    );
    assert.equal(
      (await eight.call(publishAgreement, { params: { id: draft.id }, body: { revision: 0 } })).status,
      404,
    );
    assert.equal((await tara.call(deleteAgreement, { params: { id: draft.id } })).status, 200);
    const asked = await tara.call(deleteAgreement, agreement);
    assert.deepEqual([asked.status, asked.reason], [409, 'was-asked']);
    await retire(agreement);
  });

  it('write is told which field is wrong, and nothing is half done', async () => {
    const refused = async (change: Partial<AgreementDraft>, by: Partial<AgreementTerms> = {}) => {
      const body = { id: randomUUID(), draft: { ...DRAFT, ...change }, terms: terms(by) };
      const answer = await tara.call(addAgreement, { body });
      return [answer.status, answer.field];
    };
    assert.deepEqual(await refused({ title: ' ' }), [400, 'draft.title']);
    assert.deepEqual(await refused({ language: 'no language' }), [400, 'draft.language']);
    assert.deepEqual(await refused({ declineLabel: 'yes' }), [400, 'draft.declineLabel']);
    assert.deepEqual(await refused({ picture: { id: randomUUID(), alt: '' } }), [400, 'draft.picture']);
    assert.deepEqual(await refused({}, { groupIds: [groups.room] }), [400, 'terms.groupIds']);
    assert.deepEqual(await refused({}, { groupIds: [randomUUID()] }), [400, 'terms.groupIds']);
    assert.deepEqual(await refused({}, { yearlyOn: '13-01' }), [400, 'terms.yearlyOn']);
    const id = randomUUID();
    await tara.call(addAgreement, { body: { id, draft: DRAFT, terms: terms({ groupIds: [] }) } });
    const nobody = await tara.call(publishAgreement, { params: { id }, body: { revision: 0 } });
    assert.deepEqual([nobody.status, nobody.field], [400, 'terms.groupIds']);
    await tara.call(deleteAgreement, { params: { id } });
  });

  it('upload a picture gets it back small and without what a camera wrote', async () => {
    const photograph = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#987' } })
      .withExif({ IFD0: { Artist: 'Somebody' } })
      .jpeg()
      .toBuffer();
    const data = `data:image/jpeg;base64,${photograph.toString('base64')}`;
    const picture = (await tara.call(uploadAgreementPicture, { body: { data } })).reply;
    assert.equal((await tara.call(uploadAgreementPicture, { body: { data } })).reply.id, picture.id);
    const kept = Buffer.from(picture.data.split(',')[1] ?? '', 'base64');
    const { format, width, exif } = await sharp(kept).metadata();
    assert.deepEqual([format, width, exif], ['webp', 1200, undefined]);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64');
    const refused = await tara.call(uploadAgreementPicture, { body: { data: svg } });
    assert.deepEqual([refused.status, refused.reason], [400, 'svg']);

    const device = await desk('Desk 10');
    await device.logOn('ana.silva');
    const agreement = await published({}, { picture: { id: picture.id, alt: 'Two pupils at one screen' } });
    const [asked] = await device.asked(open);
    const content = await device.content(asked?.content.sha256 ?? '');
    assert.deepEqual(content.picture, { data: picture.data, alt: 'Two pupils at one screen' });
    await retire(agreement);
    device.close();
  });
});

describe('a school of 1,200', () => {
  it('exports its signatures within a second, no cell of them a formula', async () => {
    const device = await desk('Desk 11');
    const session = await device.logOn('ana.silva');
    const { params } = await published({ groupIds: [groups.whole] });
    const { db } = test.server;
    await db.inSchool(schoolId, async (tx) => {
      await sql`
        insert into people (school_id, name, username, kind, year, form)
        select lapwing_school(), case n when 1 then '=HYPERLINK("http://a.example")' else 'Pupil ' || n end,
          'pupil' || n, 'pupil', '7', '7A' from generate_series(1, 1200) as n`.execute(tx.kysely);
      await sql`
        insert into agreements_answers (school_id, id, agreement_id, version, asking, person_id, device_id, session_id,
          answer, device_at, answered_at)
        select lapwing_school(), uuidv7(), ${params.id}, 1, 1, p.id, ${device.id}, ${session}, 'agreed', now(), now()
        from people p where p.school_id = lapwing_school() and p.username like 'pupil%'`.execute(tx.kysely);
    });
    const began = performance.now();
    const response = await fetch(`${test.url}${exportSignatures.path.replace(':id', params.id)}`, {
      headers: { cookie: tara.cookie() },
    });
    const lines = (await response.text()).split('\r\n');
    const took = performance.now() - began;
    assert.equal(response.status, 200);
    assert.equal(lines.length, 1 + 1203 + 1);
    assert.ok(lines.some((line) => line.startsWith('"\'=HYPERLINK(""http')));
    assert.ok(took < 1000, `${Math.round(took)} ms`);
    const began2 = performance.now();
    const shown = (await tara.call(listAgreements)).reply.agreements.find(({ id }) => id === params.id);
    assert.deepEqual([shown?.people, shown?.agreed], [1203, 1200]);
    const page = (await tara.call(listSignatures, { params, query: { state: 'agreed', limit: '200' } }))
      .reply;
    const next = (
      await tara.call(listSignatures, {
        params,
        query: { state: 'agreed', limit: '200', after: page.next ?? '' },
      })
    ).reply;
    assert.equal(new Set([...page.items, ...next.items].map(({ person }) => person.id)).size, 400);
    assert.ok(performance.now() - began2 < 1500);
    device.close();
  });
});
