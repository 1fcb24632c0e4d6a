import sharp from 'sharp';

/** The logo on a lock, in points: small enough to stand in what a device fetches. */
const WIDEST = 300;
const TALLEST = 100;
/** Letters of the address that a device takes. */
const LONGEST = 60_000;

/** A picture as a `data:` address that a device can show without fetching it; null where it stays too large. */
export async function dataUrlOf(png: Uint8Array): Promise<string | null> {
  const small = await sharp(png)
    .resize({ width: WIDEST, height: TALLEST, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 85 })
    .toBuffer();
  const address = `data:image/webp;base64,${small.toString('base64')}`;
  return address.length <= LONGEST ? address : null;
}
