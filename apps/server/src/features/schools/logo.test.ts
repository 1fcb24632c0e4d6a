import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { showNotice, showSchool } from '@lapwing/protocol/features/schools/api.ts';
import { MAX_LOGO_BYTES } from '@lapwing/protocol/features/schools/logo.api.ts';
import sharp from 'sharp';
import {
  addStaff,
  setUpSchool,
  startTestServer,
  visitor,
  type TestServer,
  type Visitor,
} from '../../../test/harness.ts';
import { drawLogo } from './logo.ts';

let server: TestServer;
let tara: Visitor;

before(async () => {
  server = await startTestServer();
  tara = await setUpSchool(server);
});
after(() => server.stop());

async function put(who: Visitor, bytes: Uint8Array | string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${server.url}/api/schools/current/logo`, {
    method: 'PUT',
    headers: { cookie: who.cookie(), 'content-type': 'application/octet-stream' },
    body: typeof bytes === 'string' ? bytes : Buffer.from(bytes),
  });
  return { status: response.status, text: await response.text() };
}
function drawing(width: number, height: number): ReturnType<typeof sharp> {
  return sharp({ create: { width, height, channels: 4, background: { r: 200, g: 30, b: 30, alpha: 0.5 } } });
}

test('a logo is drawn anew, small, shown to anybody with the notice, and removed', async () => {
  const uploaded = await drawing(1800, 900)
    .withExif({ IFD0: { Copyright: 'flimmer' } })
    .webp()
    .toBuffer();
  assert.equal((await put(tara, uploaded)).status, 200);
  const { logo, id } = (await tara.call(showSchool)).reply;
  assert.deepEqual([logo?.width, logo?.height], [400, 200]);
  const stranger = visitor(server.url);
  assert.deepEqual((await stranger.call(showNotice, { params: { id } })).reply.logo, logo);
  const response = await fetch(`${server.url}${logo?.address}`);
  assert.equal(response.headers.get('content-type'), 'image/png');
  const png = Buffer.from(await response.arrayBuffer());
  const { format, width, exif } = await sharp(png).metadata();
  assert.deepEqual([format, width, exif], ['png', 400, undefined]);

  const removed = await fetch(`${server.url}/api/schools/current/logo`, {
    method: 'DELETE',
    headers: { cookie: tara.cookie() },
  });
  assert.equal(removed.status, 200);
  assert.equal((await tara.call(showSchool)).reply.logo, null);
  assert.equal((await fetch(`${server.url}${logo?.address}`)).status, 404);
});

test('what is no picture of a known kind is refused with the reason, and nothing changes', async () => {
  const svg = await put(tara, '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>');
  assert.equal(svg.status, 400);
  assert.match(svg.text, /SVG/);
  for (const bytes of ['GIF89a', '%PDF-1.7', '\x89PNG\r\n\x1a\nbroken']) {
    assert.equal((await put(tara, Buffer.from(bytes, 'latin1'))).status, 400);
  }
  assert.equal((await put(tara, Buffer.alloc(MAX_LOGO_BYTES + 1))).status, 413);
  const bomb = await drawing(4100, 4100).png({ compressionLevel: 1 }).toBuffer();
  assert.equal((await drawLogo(bomb)).ok, false);
  assert.equal((await tara.call(showSchool)).reply.logo, null);
});

test('only who manages the school sets it', async () => {
  const teacher = await addStaff(server, tara, {
    name: 'Eight',
    email: 'eight@northfield.example',
    roles: ['teacher'],
  });
  assert.equal((await put(teacher, await drawing(40, 40).png().toBuffer())).status, 404);
});
