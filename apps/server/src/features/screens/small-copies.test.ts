import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Picture } from '@lapwing/protocol/features/screens/picture.ts';
import sharp from 'sharp';
import { createSmallCopies } from './small-copies.ts';

async function large(): Promise<Picture> {
  const bytes = await sharp({ create: { width: 1280, height: 720, channels: 3, background: '#204060' } })
    .jpeg()
    .toBuffer();
  return { id: 'command', takenAt: 1, width: 1280, height: 720, mediaType: 'image/jpeg', bytes };
}

describe('small copies of large pictures', () => {
  it('are made once for all who ask in the same moment', async () => {
    const copies = createSmallCopies();
    const picture = await large();
    const [one, other] = [copies.of('desk', picture, 320), copies.of('desk', picture, 320)];
    assert.equal(one, other);
    const copy = await one;
    assert.ok(typeof copy === 'object' && copy.width === 320 && copy.height === 180 && copy.takenAt === 1);
    assert.equal((await sharp(copy.bytes).metadata()).width, 320);
  });

  it('are few at a time, and one of each device', async () => {
    const copies = createSmallCopies();
    const [one, another] = [await large(), await large()];
    const asked = [
      copies.of('desk 1', one, 320),
      copies.of('desk 1', another, 320),
      copies.of('desk 2', one, 320),
      copies.of('desk 3', one, 320),
    ];
    const made = (await Promise.all(asked)).map((copy) => (typeof copy === 'object' ? 'made' : copy));
    assert.deepEqual(made, ['made', 'busy', 'made', 'busy']);
    assert.equal(typeof (await copies.of('desk 3', one, 320)), 'object');
  });

  it('of what is no picture are none', async () => {
    const broken = { ...(await large()), bytes: new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]) };
    assert.equal(await createSmallCopies().of('desk', broken, 320), 'broken');
  });
});
