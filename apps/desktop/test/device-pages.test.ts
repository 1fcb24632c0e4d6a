import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { CONNECTED } from '@lapwing/agent-core/test/connected-status.ts';
import { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import { helpPage } from '../src/features/assistance/help-page.ts';
import { monitoredPage, propertiesPage } from '../src/features/devices/info-pages.ts';
import { capabilitiesOf, platformOf } from '../src/features/devices/platform.ts';
import { readSettings } from '../src/features/devices/settings.ts';
import { signOf } from '../src/features/devices/tray.ts';
import { holdsPage } from '../src/features/restrictions/holds-page.ts';
import { layOutPanel, type Page } from '../src/ui/page.ts';
import { LOOK, readable } from './stage.ts';

const STATUS: AgentStatus = {
  ...CONNECTED,
  noticeUrl: 'https://x.example/notice',
  control: {
    holds: [{ id: 'a', kind: 'mute', title: null, by: 'Ms Khan', words: 'Ears open', until: null }],
    lesson: null,
    mayAsk: { access: false, help: true },
    asks: [],
  },
};
const said = (page: Page): string =>
  readable(layOutPanel(page, { scale: 1, focused: null }, 0, LOOK).svg).replaceAll(/[\u2066-\u2069]/gu, '');

test('a settings file enrols; a wrong one names the field and the remedy, and repeats nothing of it', () => {
  const good = { server: ' https://x.example ', schoolCode: 'abcde-fghij', deviceName: 'Trolley 7' };
  assert.deepEqual(readSettings(JSON.stringify(good)), {
    ok: true,
    settings: { enrol: { server: 'https://x.example', code: 'abcde-fghij', deviceName: 'Trolley 7' } },
  });
  for (const [written, problem] of [
    ['{', /no JSON/u],
    ['[]', /must hold an object/u],
    ['{}', /"server" in the settings file must be a text.*"schoolCode"/u],
    [JSON.stringify({ ...good, server: 'x.example' }), /"server".*such as https:/u],
    [JSON.stringify({ ...good, schoolCode: 'SECRET' }), /"schoolCode".*ten letters and figures/u],
    [JSON.stringify({ ...good, code: 1 }), /only "server"/u],
  ] as const) {
    const read = readSettings(written);
    assert.ok(!read.ok);
    assert.match(read.problem, problem);
    assert.doesNotMatch(read.problem, /SECRET/u);
  }
  fc.assert(fc.property(fc.string(), (text) => assert.equal(typeof readSettings(text).ok, 'boolean')));
});

test('what the platform tells, whatever it is, is what the protocol takes', () => {
  const number = fc.option(fc.oneof(fc.double(), fc.integer()));
  fc.assert(
    fc.property(
      fc.string(),
      fc.option(fc.string({ maxLength: 300 })),
      number,
      number,
      (system, model, some, other) => {
        const facts = {
          name: 'x',
          system,
          model,
          processor: model,
          threads: some,
          memory: other,
          disk: some,
        };
        const monitors = [{ id: 'a', primary: true, x: 0, y: 0, width: other ?? 0, height: 10.4 }];
        const able = capabilitiesOf(
          { screen: null, windows: null, input: null, target: null, surfaces: null, sound: null },
          { processes: null, files: null, printing: null, removableMedia: null },
          { logsOff: false },
        );
        assert.deepEqual(able, []);
        const platform = platformOf(
          facts,
          Number.isFinite(other) && (other ?? 0) < 1e6 ? monitors : [],
          able,
          '1.2.3',
        );
        assert.equal(DevicePlatform.safeParse(platform).error, undefined);
      },
    ),
  );
});

test('the sign names the school and who looks, and opens the console only where there is one', () => {
  assert.match(signOf(STATUS).tip, /monitored by Lapwing Primary/u);
  const looked = signOf({ ...STATUS, watched: { purpose: 'look', watchers: ['Ms Khan'] } });
  assert.match(looked.tip, /looked at by Ms Khan/u);
  assert.equal(signOf({ ...STATUS, detecting: false }).watching, false);
  const fresh = signOf({ ...STATUS, enrolled: false, server: null, schoolName: null, control: null });
  assert.deepEqual(
    fresh.entries.filter(({ enabled }) => enabled).map(({ id }) => id),
    ['monitored', 'properties'],
  );
});

test('the pages of the menu say what holds, what is monitored, and how it stands with help', () => {
  assert.match(said(holdsPage(STATUS, 0)), /The sound is off\. Set by Ms Khan\. Ears open/u);
  assert.match(said(holdsPage({ ...STATUS, control: null }, 0)), /Nothing is switched off/u);
  assert.match(said(monitoredPage(STATUS)), /never sees your passwords/iu);
  assert.match(said(propertiesPage(STATUS, '1.2.3')), /Trolley 7.*1\.2\.3/u);
  assert.match(said(helpPage(STATUS)), /I need help/u);
  assert.doesNotMatch(said(helpPage({ ...STATUS, connection: 'waiting' })), /I need help/u);
  const ask = {
    id: 'x',
    kind: 'help' as const,
    url: null,
    state: 'waiting' as const,
    words: null,
    by: null,
    until: null,
  };
  const waiting: AgentStatus =
    STATUS.control === null ? STATUS : { ...STATUS, control: { ...STATUS.control, asks: [ask] } };
  assert.match(said(helpPage(waiting)), /Waiting for a teacher.*I do not need it any more/u);
});
