import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BUILT_IN, resolve } from './resolve.ts';

describe('the settings of a device', () => {
  it('are the built-in ones where nobody has set anything, and say so', () => {
    const { settings, explanation } = resolve([]);
    assert.deepEqual(settings, BUILT_IN);
    assert.deepEqual(explanation.screenshotEnabled, { origin: { kind: 'built-in' }, overrode: [] });
  });

  it('go by the strongest layer that names a value, and tell what it overrode', () => {
    const group = { kind: 'group', groupId: '9b' } as const;
    const { settings, explanation } = resolve([
      { origin: { kind: 'school' }, values: { screenshotEnabled: false, screenshotQuality: 0.5 } },
      { origin: group, values: { screenshotEnabled: true } },
    ]);
    assert.equal(settings.screenshotEnabled, true);
    assert.equal(settings.screenshotQuality, 0.5);
    assert.deepEqual(explanation.screenshotEnabled, {
      origin: group,
      overrode: [
        { origin: { kind: 'built-in' }, value: true },
        { origin: { kind: 'school' }, value: false },
      ],
    });
    assert.deepEqual(explanation.screenshotQuality.origin, { kind: 'school' });
  });

  it('leave what a layer does not name as it was', () => {
    const { settings, explanation } = resolve([{ origin: { kind: 'school' }, values: {} }]);
    assert.deepEqual(settings, BUILT_IN);
    assert.deepEqual(explanation.remoteView.origin, { kind: 'built-in' });
  });
});
