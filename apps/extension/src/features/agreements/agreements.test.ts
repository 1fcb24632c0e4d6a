import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticesContract } from '@lapwing/agent-core/contracts/notices.contract.ts';
import type { AgreementContent } from '@lapwing/protocol/features/agreements/content.ts';
import { createFakeControlHost, type FakeControlHost } from '../../../test/fake-control-host.ts';
import { type AgreementPrompt, createAgreementPrompt } from './ask.ts';
import { AGREEMENT_PAGE } from './messages.ts';

function make(): { host: FakeControlHost; prompt: AgreementPrompt } {
  const host = createFakeControlHost();
  return { host, prompt: createAgreementPrompt({ ...host, changed: () => undefined }) };
}

noticesContract(
  (name, run) => void (name.includes('agreement') ? test(name, run) : undefined),
  () => {
    const { host, prompt } = make();
    const shown = () =>
      host.covers.has(AGREEMENT_PAGE) ? prompt.onMessage({ kind: 'agreement-look' }) : null;
    return Promise.resolve({
      notices: {
        show: () => Promise.resolve('not-possible' as const),
        open: () => Promise.resolve('done' as const),
        closeTabs: () => Promise.resolve('done' as const),
        logOff: () => Promise.resolve('not-possible' as const),
        ask: (...asked: Parameters<AgreementPrompt['ask']>) => prompt.ask(...asked),
      },
      message: () => Promise.resolve(null),
      close: () => Promise.resolve(),
      async asked() {
        await new Promise(setImmediate);
        return shown()?.content.title ?? null;
      },
      answer(agree: boolean) {
        const { id, version } = shown()?.content ?? { id: '', version: 0 };
        prompt.onMessage({ kind: 'agreement-answer', id, version, agree });
        return Promise.resolve();
      },
    });
  },
);

const CONTENT: AgreementContent = {
  format: 1,
  id: '0198f6a0-0000-7000-8000-00000000d002',
  version: 2,
  title: 'Using our computers',
  language: 'en-GB',
  blocks: [],
  picture: null,
  agreeLabel: 'I agree',
  declineLabel: 'No',
};

test('an answer to another version than the one that is shown is none', async () => {
  const { host, prompt } = make();
  const question = prompt.ask(CONTENT, 'Lapwing Primary', null, 'lock');
  prompt.onMessage({ kind: 'agreement-answer', id: CONTENT.id, version: 1, agree: true });
  await new Promise(setImmediate);
  assert.ok(host.covers.has(AGREEMENT_PAGE));
  prompt.onMessage({ kind: 'agreement-answer', id: CONTENT.id, version: 2, agree: false });
  assert.equal(await question.answer, 'declined');
});

test('where no window opens it says that it could not be put', async () => {
  const { host, prompt } = make();
  host.opensWindows = false;
  assert.equal(await prompt.ask(CONTENT, 'Lapwing Primary', null, 'lock').answer, 'not-shown');
});
