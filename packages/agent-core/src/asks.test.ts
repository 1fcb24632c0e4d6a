/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssistanceAnswered } from '@lapwing/protocol/features/assistance/answered.command.ts';
import type { AssistanceAsked } from '@lapwing/protocol/features/assistance/asked.event.ts';
import { order } from './test/orders.ts';
import { connectedRig, type Rig, until } from './test/rig.ts';

const PAGE = { kind: 'access', url: 'https://ana:secret@rivers.example/quiz', text: 'For my essay' } as const;

function asked(rig: Rig): AssistanceAsked[] {
  return rig.server.all.filter((frame) => frame.type === 'assistance/asked');
}

function states(rig: Rig): string[] {
  return rig.agent.status().control?.asks.map(({ kind, state }) => `${kind} ${state}`) ?? [];
}

function answer(rig: Rig, id: string, changes: Partial<AssistanceAnswered>): Promise<void> {
  rig.server.sockets.latest().say({
    type: 'assistance/answered',
    id,
    state: 'waiting',
    words: null,
    by: null,
    until: null,
    ...changes,
  });
  return rig.settle();
}

test('ASK-1 ASK-3 a page is asked for once while it waits, and its states are shown', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, {});
  const ask = rig.agent.ask(PAGE);
  assert.equal(rig.agent.ask(PAGE)?.id, ask?.id);
  assert.deepEqual(
    asked(rig).map(({ kind, url, text }) => [kind, url, text]),
    [['access', 'https://rivers.example/quiz', 'For my essay']],
  );
  assert.deepEqual(states(rig), ['access waiting']);
  const until30 = new Date(rig.clock.now() + 30 * 60_000).toISOString();
  await answer(rig, ask?.id ?? '', { state: 'allowed', by: 'Ms Khan', words: 'Go on', until: until30 });
  assert.deepEqual(rig.agent.status().control?.asks, [
    {
      id: ask?.id,
      kind: 'access',
      url: 'https://rivers.example/quiz',
      state: 'allowed',
      words: 'Go on',
      by: 'Ms Khan',
      until: Date.parse(until30),
    },
  ]);
  assert.notEqual(rig.agent.ask(PAGE)?.id, ask?.id, 'what was answered may be asked anew');
  assert.equal(rig.agent.ask({ kind: 'help', url: null, text: '' })?.state, 'waiting');
  assert.equal(asked(rig).length, 3);
});

test('ASK-2 without the server, and where the school does not take it, asking is refused with words', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, { mayAsk: { access: true, help: false } });
  const help = rig.agent.ask({ kind: 'help', url: null, text: 'I am stuck' });
  assert.deepEqual([help?.state, help?.words?.includes('Your school does not take this')], ['refused', true]);
  rig.server.behave.reachable = false;
  rig.server.sockets.latest().close();
  await rig.settle();
  const page = rig.agent.ask(PAGE);
  assert.deepEqual([page?.state, page?.words?.includes('not connected')], ['refused', true]);
  assert.deepEqual(states(rig), ['access refused', 'help refused']);
  rig.server.behave.reachable = true;
  rig.agent.retryNow();
  await until(rig, () => rig.agent.status().connection === 'connected');
  await rig.settle();
  assert.deepEqual(asked(rig), []);
});

test('ASK-3 it is gone when it is withdrawn, when the session ends, and after a restart', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, {});
  const first = rig.agent.ask(PAGE);
  rig.agent.withdrawAsk(first?.id ?? '');
  assert.deepEqual(states(rig), []);
  await until(rig, () =>
    rig.server.all.some((frame) => frame.type === 'assistance/withdrawn' && frame.id === first?.id),
  );
  rig.agent.ask(PAGE);
  rig.accounts.set({ name: 'ben.okoro', origin: 'profile' });
  await rig.settle();
  assert.deepEqual(states(rig), []);
  rig.agent.ask(PAGE);
  const later = rig.restart();
  await later.agent.start({ resume: true });
  assert.deepEqual(states(later), []);
  const kept = await Promise.all((await later.state.names()).map((name) => later.state.read(name)));
  assert.ok(!kept.some((bytes) => Buffer.from(bytes ?? []).includes('essay')));
});

test('ASK-3 what the server may not have heard is said again after a reconnect, also that it was withdrawn', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, {});
  const heard = rig.agent.ask(PAGE);
  const lost = rig.agent.ask({ kind: 'help', url: null, text: '' });
  await answer(rig, heard?.id ?? '', { state: 'coming' });
  rig.server.sockets.latest().close();
  await until(rig, () => rig.agent.status().connection === 'waiting');
  rig.agent.withdrawAsk(heard?.id ?? '');
  rig.agent.retryNow();
  await until(rig, () => asked(rig).length === 3);
  assert.equal(asked(rig).at(-1)?.id, lost?.id);
  assert.ok(rig.server.all.some((frame) => frame.type === 'assistance/withdrawn' && frame.id === heard?.id));
});
