// Draws pictures for the agent in a process of its own, whose memory goes with it when nothing is drawn any more.
// Standard input: one JSON value a line. Standard output: three numbers of four bytes (id, width, height; width 0: it
// could not be drawn), then the pixels.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { z } from 'zod';

const Wanted = z.object({ id: z.number(), svg: z.string() });

/** @param files of the drawing program and of the fonts */
async function main([program = '', ...fontFiles]: readonly string[]): Promise<void> {
  await initWasm(readFileSync(program));
  const fontBuffers = fontFiles.map((file) => new Uint8Array(readFileSync(file)));
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, svg } = Wanted.parse(JSON.parse(line));
    const { width, height, pixels } = draw(svg, fontBuffers);
    const head = Buffer.alloc(12);
    head.writeUInt32LE(id, 0);
    head.writeUInt32LE(width, 4);
    head.writeUInt32LE(height, 8);
    process.stdout.write(head);
    process.stdout.write(pixels);
  }
}

function draw(
  svg: string,
  fontBuffers: Uint8Array[],
): { readonly width: number; readonly height: number; readonly pixels: Uint8Array } {
  try {
    const picture = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'DejaVu Sans' } });
    const drawn = picture.render();
    const { width, height, pixels } = drawn;
    drawn.free();
    picture.free();
    return { width, height, pixels };
  } catch {
    return { width: 0, height: 0, pixels: new Uint8Array() };
  }
}

await main(process.argv.slice(2));
