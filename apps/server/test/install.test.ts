import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { showInstall } from '@lapwing/protocol/features/devices/api.ts';
import type { z } from 'zod';
import type { Actor } from '../src/permissions/actor.ts';
import { as, newCode, startDeviceServer, type DeviceServer } from './device-server.ts';

let server: DeviceServer;
let administrator: Actor;
const folder = mkdtempSync(join(tmpdir(), 'lapwing-install-'));
const distFolder = join(folder, 'dist');

before(async () => {
  server = await startDeviceServer({ distFolder });
  administrator = server.addActor(await server.addSchool('Northfield School'), ['administrator']);
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function install(): Promise<z.output<typeof showInstall.reply>> {
  const { status, json } = await as(server, administrator, 'GET', showInstall.path);
  assert.equal(status, 200);
  return showInstall.reply.parse(json);
}

describe('the extension for managed browsers', () => {
  it('is said not to be built yet, by a 503 and in the instructions', async () => {
    for (const file of ['update.xml', 'lapwing.crx']) {
      const answer = await fetch(`${server.url}/agent/devices/extension/${file}`);
      assert.equal(answer.status, 503);
      assert.match(await answer.text(), /has not been built/);
    }
    const { targets } = await install();
    for (const target of targets) {
      assert.match(target.steps[0] ?? '', /^Not yet possible/);
      assert.match(target.steps[1] ?? '', /no school code/);
    }
  });

  it('is named by the update manifest as a browser asks for it, and served as an extension', async () => {
    mkdirSync(distFolder);
    writeFileSync(join(distFolder, 'manifest.json'), '{"manifest_version":3,"name":"x","version":"1.4.0"}');
    const { extensionId, updateUrl, version } = await install();
    assert.equal(version, '1.4.0');
    const update = await fetch(`${updateUrl}?os=linux&x=id%3D${extensionId}%26v%3D0.0.0.0%26uc`);
    assert.match(update.headers.get('content-type') ?? '', /^text\/xml/);
    const xml = await update.text();
    assert.ok(xml.includes(`appid="${extensionId}"`) && xml.includes('version="1.4.0"'));
    const codebase = /codebase="([^"]+)"/.exec(xml)?.[1] ?? '';
    const crx = await fetch(codebase);
    assert.equal(crx.headers.get('content-type'), 'application/x-chrome-extension');
    assert.equal(Buffer.from(await crx.arrayBuffer()).toString('latin1', 0, 4), 'Cr24');
  });

  it('is configured on every platform with the address of this server and the code in force', async () => {
    const code = await newCode(server, administrator);
    const { targets, extensionId, updateUrl } = await install();
    assert.deepEqual(
      targets.map((target) => target.key),
      ['chromeos', 'windows', 'linux', 'macos'],
    );
    for (const target of targets) {
      assert.ok(target.limits.length > 0);
      for (const file of target.files) {
        assert.ok(file.content.includes(code), file.path);
        assert.ok(file.content.includes(server.url), file.path);
      }
    }
    const linux = targets[2]?.files[0];
    assert.equal(linux?.path, '/etc/chromium/policies/managed/lapwing.json');
    const expected = {
      ExtensionSettings: {
        [extensionId]: {
          installation_mode: 'force_installed',
          update_url: updateUrl,
          toolbar_pin: 'force_pinned',
        },
      },
      IncognitoModeAvailability: 1,
      DeveloperToolsAvailability: 0,
      BrowserGuestModeEnabled: false,
      BrowserAddPersonEnabled: false,
      '3rdparty': { extensions: { [extensionId]: { server: server.url, schoolCode: code } } },
    };
    assert.deepEqual(JSON.parse(linux?.content ?? ''), expected);
  });
});
