// Draws pictures for the agent in a process of its own, whose memory goes with it when nothing is drawn any more.
// Standard input: one JSON value a line. Standard output: four numbers of four bytes (id, width, height, length of a
// note; width 0: it could not be drawn), then the note as JSON, if any, and the pixels.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { z } from 'zod';
import { openOutlines, type Outlines } from './fonts/outlines.ts';
import { fontFileOf, readFaces } from './fonts/sfnt.ts';
import { createSupply, type Needed } from './fonts/supply.ts';

const Wanted = z.object({ id: z.number(), svg: z.string() });

interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** @param args files of the drawing program and of the fonts, then `--` and the folders of the device's own fonts */
async function main([program = '', ...args]: readonly string[]): Promise<void> {
  await initWasm(readFileSync(program));
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const own = args.slice(0, end).map((file) => new Uint8Array(readFileSync(file)));
  const faces = own.flatMap((bytes) => readFaces(fontFileOf(bytes)));
  const supply = createSupply(faces, args.slice(end + 1));
  const [plain, bold = plain] = own;
  let outlines: Promise<Outlines> | null = null;

  /** What cannot be shaped is drawn as it is: with boxes, but drawn. */
  async function shaped(svg: string, needed: Needed | null): Promise<string> {
    if (needed === null || plain === undefined || bold === undefined) return svg;
    try {
      outlines ??= openOutlines(plain, bold);
      return (await outlines).of(svg, needed.fonts);
    } catch {
      return svg;
    }
  }

  for await (const line of createInterface({ input: process.stdin })) {
    const { id, svg } = Wanted.parse(JSON.parse(line));
    const needed = supply.for(svg);
    const ready = await shaped(svg, needed);
    const drawn = draw(ready, own) ?? (ready === svg ? null : draw(svg, own));
    const said = Buffer.from(needed === null ? '' : JSON.stringify(needed.note));
    const head = Buffer.alloc(16);
    for (const [place, number] of [id, drawn?.width ?? 0, drawn?.height ?? 0, said.length].entries())
      head.writeUInt32LE(number, place * 4);
    process.stdout.write(head);
    process.stdout.write(said);
    if (drawn !== null) process.stdout.write(drawn.pixels);
  }
}

function draw(svg: string, fontBuffers: Uint8Array[]): Drawn | null {
  try {
    const picture = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'DejaVu Sans' } });
    const drawn = picture.render();
    const { width, height, pixels } = drawn;
    drawn.free();
    picture.free();
    return { width, height, pixels };
  } catch {
    return null;
  }
}

await main(process.argv.slice(2));
