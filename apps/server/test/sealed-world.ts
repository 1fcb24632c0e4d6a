import { createHash, randomUUID } from 'node:crypto';
import { Acknowledged } from '@lapwing/protocol/features/captures/acknowledged.reply.ts';
import {
  askSealed,
  decideSealedRule,
  setSealedRule,
} from '@lapwing/protocol/features/evidence/sealed.api.ts';
import type { TestServer, Visitor } from './harness.ts';
import { putSigned, type World } from './world.ts';

/** Made-up words that stand nowhere else: where one of them turns up, something sealed has leaked. */
export const SEALED = Object.freeze({
  sentence: 'the glimsel brankow of a quiet lantern',
  title: 'Tarrowick gallery',
  path: 'brankow-album',
});
export const SEALED_MARKS: readonly string[] = ['glimsel', 'brankow', 'Tarrowick', 'morrick.example'];
export const SEALED_REASON = 'The police ask which of two pages it was.';

/** A capture of the world's pupil whose words are put away, with its screenshot when there is one. */
export async function reportSealed(
  test: TestServer,
  world: World,
  screenshot?: Uint8Array,
): Promise<{ captureId: string; evidenceId: string }> {
  const { ids, line, device } = world;
  const [captureId, evidenceId] = [randomUUID(), randomUUID()];
  const at = new Date().toISOString();
  line.send({
    type: 'captures/reported',
    id: captureId,
    sessionId: ids.session,
    at,
    finding: {
      term: 'illegal-content.made-up',
      policy: 'illegal-content',
      severity: 'severe',
      severityBefore: 'severe',
      because: [],
      source: 'page',
      sentence: SEALED.sentence,
      start: 4,
      end: 11,
      count: 1,
      pack: 'a'.repeat(64),
    },
    context: {
      application: 'Chromium',
      windowTitle: SEALED.title,
      url: `https://morrick.example/${SEALED.path}`,
    },
    evidence:
      screenshot === undefined
        ? { state: 'none', reason: 'not-possible' }
        : {
            state: 'coming',
            id: evidenceId,
            kind: 'screenshot',
            mediaType: 'image/jpeg',
            bytes: screenshot.length,
            sha256: createHash('sha256').update(screenshot).digest('hex'),
            takenAt: at,
          },
  });
  for (;;) {
    const said = Acknowledged.safeParse(await line.next());
    if (said.success && said.data.ids.includes(captureId)) break;
  }
  if (screenshot !== undefined) {
    const path = `/agent/evidence/${captureId}/${evidenceId}`;
    const enrolled = { schoolId: ids.school, deviceId: ids.device };
    const put = await putSigned(test.url, device, enrolled, path, screenshot);
    if (put.status !== 200) throw new Error(`evidence: ${put.status} ${await put.text()}`);
  }
  return { captureId, evidenceId };
}

/** Samples of the routes of evidence for the walk of all routes: what they are about is theirs alone each time. */
export function evidenceSamples(
  test: TestServer,
  world: World,
): Array<[string, () => Promise<{ params?: Record<string, string>; body?: unknown; ofPupil?: boolean }>]> {
  const { ids, tara, dsl } = world;
  const evidence = { params: { id: ids.evidence }, ofPupil: true };
  const hold = { params: { captureId: ids.capture }, body: { reason: 'Asked for.' }, ofPupil: true };
  const body = { reason: SEALED_REASON };
  const secondOn = () => tara.call(setSealedRule, { body: { secondLook: true } });
  const askOff = (who: Visitor) => who.call(setSealedRule, { body: { secondLook: false } });
  const secondOff = async (): Promise<void> => {
    await askOff(tara);
    await dsl.call(decideSealedRule, { body: { agree: true } });
  };
  const sealed = async (asker: Visitor | null): Promise<{ captureId: string; ask: string }> => {
    const { captureId } = await reportSealed(test, world);
    if (asker === null) return { captureId, ask: '' };
    const asked = await asker.call(askSealed, { params: { captureId }, body });
    if (asked.status !== 200) throw new Error(`ask: ${asked.reason}`);
    return { captureId, ask: asked.reply.own?.id ?? '' };
  };
  return [
    ['GET /api/evidence/:id', async () => evidence],
    ['GET /api/evidence/:id/preview', async () => evidence],
    ['GET /api/evidence/:id/original', async () => evidence],
    ['POST /api/evidence/holds/:captureId', async () => hold],
    ['POST /api/evidence/holds/:captureId/release', async () => hold],
    ['GET /api/evidence/sealed/asks', async () => ({})],
    ['GET /api/evidence/sealed/rule', async () => ({})],
    ['PUT /api/evidence/sealed/rule', async () => ({ body: { secondLook: true } })],
    [
      'POST /api/evidence/sealed/rule/decide',
      async () => {
        await secondOn();
        await askOff(dsl);
        return { body: { agree: true } };
      },
    ],
    [
      'GET /api/evidence/sealed/:captureId',
      async () => ({ params: { captureId: (await sealed(null)).captureId }, ofPupil: true }),
    ],
    [
      'POST /api/evidence/sealed/:captureId/ask',
      async () => ({ params: { captureId: (await sealed(null)).captureId }, body, ofPupil: true }),
    ],
    [
      'POST /api/evidence/sealed/:captureId/open',
      async () => {
        await secondOff();
        return { params: { captureId: (await sealed(tara)).captureId }, ofPupil: true };
      },
    ],
    [
      'POST /api/evidence/sealed/asks/:id/decide',
      async () => {
        await secondOn();
        const { ask } = await sealed(dsl);
        await secondOff();
        return { params: { id: ask }, body: { approve: true, answer: null }, ofPupil: true };
      },
    ],
  ];
}
