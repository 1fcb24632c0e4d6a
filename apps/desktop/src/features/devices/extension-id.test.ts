import assert from 'node:assert/strict';
import { test } from 'node:test';

import { extensionIdAt, readExtensionId } from './extension-id.ts';

const ID = 'abcdefghijklmnopabcdefghijklmnop';
const MANIFEST = `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${ID}">
    <updatecheck codebase="https://school.example/lapwing.crx" version="1.2.3" />
  </app>
</gupdate>
`;

test('the extension is the one that the server gives out', async () => {
  const asked: string[] = [];
  const at = async (status: number, text: string): Promise<string | null> =>
    extensionIdAt(
      {
        request({ url }) {
          asked.push(url);
          return Promise.resolve({ ok: true, status, body: new TextEncoder().encode(text) });
        },
      },
      'https://school.example',
    );
  assert.equal(await at(200, MANIFEST), ID);
  assert.equal(await at(503, MANIFEST), null);
  assert.equal(await at(200, '<html>'), null);
  assert.equal(asked[0], 'https://school.example/agent/devices/extension/update.xml');
  assert.equal(
    await extensionIdAt({ request: () => Promise.resolve({ ok: false }) }, 'https://a.example'),
    null,
  );
});

test('what is no id names nothing', () => {
  for (const bad of ['', ID.slice(1), `${ID}a`, '*', 'q'.repeat(32)])
    assert.equal(readExtensionId(MANIFEST.replace(ID, bad)), null);
});
