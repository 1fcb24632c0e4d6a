/** A box of an MP4 file (ISO/IEC 14496-12, 4.2): its type and what is in it. */
interface Box {
  readonly type: string;
  readonly body: Uint8Array;
  /** Where the body begins in the file. */
  readonly at: number;
}

/** Boxes that hold boxes, on the way to the table of times. */
const HOLDERS: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl']);
/** Unit in which times are told: 1/90,000 s. */
const TIMESCALE = 90_000;
const HEAD = 8;
/** Type of a unit of H.264 that begins a picture which stands alone (ITU-T H.264, table 7-1). */
const IDR = 5;

/**
 * Gives each picture of an MP4 file with one H.264 track its own length, says which stand alone, so that players can seek,
 * and puts the index before the pictures. The encoder's own file has pictures of one length, and calls each of them one
 * that stands alone.
 *
 * @param seconds of each picture, in order
 * @throws Error when the file is not as it should be
 */
export function retimed(file: Uint8Array, seconds: readonly number[]): Uint8Array {
  const boxes = boxesOf(file, 0);
  const find = (type: string): Box => boxes.find((box) => box.type === type) ?? missing(type);
  const [kind, index, data] = [find('ftyp'), find('moov'), find('mdat')];
  const ends = seconds.reduce<readonly number[]>((sums, one) => [...sums, (sums.at(-1) ?? 0) + one], []);
  // Rounded ends, not lengths: many small errors must not add up.
  const lengths = ends.map((end, place) => ticks(end) - ticks(ends[place - 1] ?? 0));
  const samples = samplesOf(file, index);
  if (samples.length !== lengths.length) throw new Error('The file has another number of pictures.');
  const alone = samples.flatMap((sample, place) => (standsAlone(sample) ? [place + 1] : []));
  const made = (moved: number): Uint8Array => rebuilt(index, { lengths, alone, moved });
  const size = made(0).length;
  return joined([
    box('ftyp', kind.body),
    made(HEAD + kind.body.length + size + HEAD - data.at),
    box('mdat', data.body),
  ]);
}

interface Rewriting {
  readonly lengths: readonly number[];
  readonly alone: readonly number[];
  /** Bytes by which the pictures move within the file. */
  readonly moved: number;
}

function rebuilt({ type, body, at }: Box, how: Rewriting): Uint8Array {
  if (HOLDERS.has(type))
    return box(
      type,
      joined(
        boxesOf(body, at)
          .filter((inner) => inner.type !== 'stss')
          .map((inner) => rebuilt(inner, how)),
      ),
    );
  const total = how.lengths.reduce((sum, one) => sum + one, 0);
  switch (type) {
    case 'mvhd':
    case 'mdhd':
      return box(
        type,
        withNumbers(body, [
          [12, TIMESCALE],
          [16, total],
        ]),
      );
    case 'tkhd':
      return box(type, withNumbers(body, [[20, total]]));
    case 'stco':
      return box(
        type,
        withNumbers(
          body,
          Array.from({ length: number(body, 4) }, (_, place) => [
            8 + place * 4,
            number(body, 8 + place * 4) + how.moved,
          ]),
        ),
      );
    case 'stts':
      return joined([
        box('stts', numbers([0, how.lengths.length, ...how.lengths.flatMap((one) => [1, one])])),
        box('stss', numbers([0, how.alone.length, ...how.alone])),
      ]);
    default:
      return box(type, body);
  }
}

/** The bytes of each picture, as the index says where they are. */
function samplesOf(file: Uint8Array, index: Box): readonly Uint8Array[] {
  const table = (type: string): Uint8Array => (within(index, type) ?? missing(type)).body;
  const [sizes, chunks, runs] = [table('stsz'), table('stco'), table('stsc')];
  const samples: Uint8Array[] = [];
  const count = number(sizes, 8);
  const same = number(sizes, 4);
  let run = 0;
  for (let chunk = 0; chunk < number(chunks, 4); chunk += 1) {
    if (run + 1 < number(runs, 4) && number(runs, 8 + (run + 1) * 12) === chunk + 1) run += 1;
    let at = number(chunks, 8 + chunk * 4);
    for (let left = number(runs, 12 + run * 12); left > 0 && samples.length < count; left -= 1) {
      const size = same === 0 ? number(sizes, 12 + samples.length * 4) : same;
      samples.push(file.subarray(at, at + size));
      at += size;
    }
  }
  return samples;
}

function within({ body, at }: Box, type: string): Box | null {
  for (const inner of boxesOf(body, at)) {
    if (inner.type === type) return inner;
    const found = HOLDERS.has(inner.type) ? within(inner, type) : null;
    if (found !== null) return found;
  }
  return null;
}

/** Units come with their length before them, in four bytes. */
function standsAlone(sample: Uint8Array): boolean {
  for (let at = 0; at + 5 <= sample.length; at += 4 + number(sample, at))
    if (((sample[at + 4] ?? 0) & 0x1f) === IDR) return true;
  return false;
}

function boxesOf(bytes: Uint8Array, from: number): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + HEAD <= bytes.length;) {
    const size = number(bytes, at);
    if (size < HEAD || at + size > bytes.length) throw new Error('A box is longer than what it lies in.');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + HEAD));
    boxes.push({ type, body: bytes.subarray(at + HEAD, at + size), at: from + at + HEAD });
    at += size;
  }
  return boxes;
}

function box(type: string, body: Uint8Array): Uint8Array {
  const made = new Uint8Array(HEAD + body.length);
  new DataView(made.buffer).setUint32(0, made.length);
  for (let place = 0; place < 4; place += 1) made[4 + place] = type.charCodeAt(place);
  made.set(body, HEAD);
  return made;
}

function withNumbers(bytes: Uint8Array, changes: readonly (readonly number[])[]): Uint8Array {
  const made = Uint8Array.from(bytes);
  const view = new DataView(made.buffer);
  for (const [at = 0, value = 0] of changes) view.setUint32(at, value);
  return made;
}

function numbers(values: readonly number[]): Uint8Array {
  const made = new Uint8Array(values.length * 4);
  const view = new DataView(made.buffer);
  for (const [place, value] of values.entries()) view.setUint32(place * 4, value);
  return made;
}

function number(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const made = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

function ticks(seconds: number): number {
  return Math.round(seconds * TIMESCALE);
}

function missing(type: string): never {
  throw new Error(`The file has no ${type}.`);
}
