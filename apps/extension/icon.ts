import { deflateSync, crc32 } from 'node:zlib';

/** Samples in each direction for one pixel: soft edges without a drawing library. */
const SAMPLES = 6;
type Colour = readonly [number, number, number];
const SHIELD: Colour = [11, 94, 115];
const BIRD: Colour = [255, 255, 255];
const BIB: Colour = [16, 35, 44];

/**
 * The mark of Lapwing as a PNG: a shield with the head of the bird, whose crest is what one sees first.
 * @param size pixels in each direction
 */
export function drawIcon(size: number): Uint8Array {
  const rows: number[] = [];
  for (let y = 0; y < size; y += 1) {
    rows.push(0);
    for (let x = 0; x < size; x += 1) rows.push(...pixel(x, y, size));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function pixel(x: number, y: number, size: number): [number, number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  let covered = 0;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
    const dx = ((sample % SAMPLES) + 0.5) / SAMPLES;
    const dy = (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES;
    const colour = colourAt((x + dx) / size, (y + dy) / size);
    if (colour === null) continue;
    covered += 1;
    for (const channel of [0, 1, 2] as const) sum[channel] += colour[channel];
  }
  if (covered === 0) return [0, 0, 0, 0];
  const [red, green, blue] = sum;
  const alpha = Math.round((255 * covered) / (SAMPLES * SAMPLES));
  return [Math.round(red / covered), Math.round(green / covered), Math.round(blue / covered), alpha];
}

/** The picture as a function of the unit square; null is transparent. */
function colourAt(x: number, y: number): Colour | null {
  if (!inShield(x, y)) return null;
  // The crest: a thin wisp that sweeps up and back from the crown.
  const sweep = (x - 0.3) / 0.28;
  const crestY = 0.46 - 0.24 * sweep ** 1.7;
  if (sweep >= 0 && sweep <= 1 && Math.abs(y - crestY) < 0.035 + 0.03 * (1 - sweep)) return BIRD;
  // The beak points to the left.
  if (x >= 0.16 && x <= 0.34 && Math.abs(y - 0.53) < (x - 0.16) * 0.22) return BIRD;
  const head = (x - 0.44) ** 2 + (y - 0.51) ** 2;
  if ((x - 0.39) ** 2 + (y - 0.48) ** 2 < 0.0013) return BIB;
  if (head < 0.0225) return BIRD;
  // The breast with the dark bib over it.
  const breast = ((x - 0.58) / 0.24) ** 2 + ((y - 0.74) / 0.19) ** 2;
  if (breast < 1) return ((x - 0.47) / 0.12) ** 2 + ((y - 0.68) / 0.09) ** 2 < 1 ? BIB : BIRD;
  return SHIELD;
}

function inShield(x: number, y: number): boolean {
  const half = 0.46;
  const fromMiddle = Math.abs(x - 0.5);
  if (y < 0.04 || y > 0.98) return false;
  if (y < 0.5) {
    const corner = 0.12;
    const overX = fromMiddle - (half - corner);
    const overY = 0.04 + corner - y;
    if (overX > 0 && overY > 0) return overX ** 2 + overY ** 2 < corner ** 2;
    return fromMiddle < half;
  }
  return fromMiddle < half * Math.sqrt(Math.max(0, 1 - ((y - 0.5) / 0.48) ** 2.2));
}
