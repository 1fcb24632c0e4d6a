import { setTimeout as pause } from 'node:timers/promises';
import { listMails } from '@lapwing/protocol/features/alerts/api.ts';
import { showChain } from '@lapwing/protocol/features/alerts/chain.api.ts';
import { saveMailServer } from '@lapwing/protocol/features/alerts/mail-server.api.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { assignCapture } from '@lapwing/protocol/features/captures/triage.api.ts';
import type { World } from './world.ts';

interface Sample {
  readonly params?: Record<string, string>;
  readonly body?: unknown;
}

/** Nothing listens there. */
const NO_MAIL_SERVER = Object.freeze({
  host: '127.0.0.1',
  port: 1,
  tls: 'none',
  userName: null,
  password: null,
  fromAddress: 'lapwing@northfield.example',
  fromName: '',
  replyTo: null,
  attachScreenshot: false,
});

/** What the routes of the alerts are called with by the test that walks through all of them. */
export function alertSamples(world: World): Array<[string, () => Promise<Sample> | Sample]> {
  const { tara, dsl, ids } = world;

  /** A mail that waits, since there is nobody to take it: the lead is told of a capture that she is given. */
  async function waitingMail(): Promise<Sample> {
    await tara.call(saveMailServer, { body: NO_MAIL_SERVER });
    const find = async (): Promise<string | undefined> =>
      (await tara.call(listMails, { query: { state: 'waiting' } })).reply.items[0]?.id;
    for (let tries = 0; ; tries += 1) {
      const id = await find();
      if (id !== undefined) return { params: { id } };
      if (tries === 400) throw new Error('no mail was owed');
      if (tries % 40 === 0) {
        const params = { id: ids.capture };
        const shown = (await tara.call(showCapture, { params })).reply;
        const accountId = shown.assignedTo?.id === dsl.id ? null : dsl.id;
        await tara.call(assignCapture, {
          params,
          body: { accountId, revision: shown.revision, whole: false },
        });
      }
      await pause(10);
    }
  }
  async function nextChain(): Promise<Sample> {
    const { revision } = (await tara.call(showChain)).reply;
    const steps = [{ accountId: dsl.id, minutes: 30 }];
    return { body: { chain: { steps, outside: { kind: 'chain' }, covers: [] }, revision } };
  }
  return [
    ['GET /api/alerts/health', () => ({})],
    ['GET /api/alerts/mails', () => ({})],
    ['POST /api/alerts/mails/:id/again', waitingMail],
    ['POST /api/alerts/pop-ups', () => ({ body: { ids: [ids.capture] } })],
    ['GET /api/alerts/mail-server', () => ({})],
    ['PUT /api/alerts/mail-server', () => ({ body: NO_MAIL_SERVER })],
    ['DELETE /api/alerts/mail-server', () => ({})],
    ['POST /api/alerts/mail-server/test', () => ({ body: NO_MAIL_SERVER })],
    ['GET /api/alerts/chain', () => ({})],
    ['PUT /api/alerts/chain', nextChain],
    ['GET /api/alerts/mine', () => ({})],
    [
      'PUT /api/alerts/mine',
      () => ({ body: { popUp: 'severe', outsideHours: false, daily: true, weekly: false } }),
    ],
  ];
}
