import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAgentFrames, type FrameCall } from './agent-frames.ts';

// No handler here looks at the transaction.
const call = { schoolId: 's', deviceId: 'd', clockOffsetMs: 0, address: '' } as unknown as FrameCall;
const ended = { type: 'sessions/ended', id: 'x', at: '2026-11-14T10:42:07.120Z' } as const;

describe('the frames of agents', () => {
  it('reach the one handler of their type', async () => {
    const frames = createAgentFrames();
    frames.on('sessions/ended', (_call, frame) =>
      Promise.resolve([{ type: 'captures/acknowledged', ids: [frame.id] }]),
    );
    assert.deepEqual(await frames.handle(call, ended), [{ type: 'captures/acknowledged', ids: ['x'] }]);
  });

  it('get no answer where nobody hears them', async () => {
    const frames = createAgentFrames();
    assert.deepEqual(await frames.handle(call, ended), []);
    assert.deepEqual(await frames.handleBad(call, { id: 'x', detail: '' }), []);
  });

  it('have one handler each: a second is a mistake of the program', () => {
    const frames = createAgentFrames();
    frames.on('sessions/ended', () => Promise.resolve([]));
    assert.throws(() => frames.on('sessions/ended', () => Promise.resolve([])), /handler already/);
    frames.onBadFrame(() => Promise.resolve([]));
    assert.throws(() => frames.onBadFrame(() => Promise.resolve([])), /handler already/);
  });
});
