import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import type { Surfaces } from '../src/platform/contract/surfaces.ts';
import { createEasel, type Easel, type EaselFiles } from '../src/ui/easel.ts';
import { readFont } from '../src/ui/font.ts';
import type { Stage } from '../src/ui/stage.ts';

const require = createRequire(import.meta.url);
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
  require.resolve(`dejavu-fonts-ttf/ttf/${file}`),
);
const [plain = '', bold = ''] = FONTS;
export const LOOK = Object.freeze({
  fonts: { plain: readFont(readFileSync(plain)), bold: readFont(readFileSync(bold)) },
  theme: 'light' as const,
});

/** What the drawing process is started with, as the agent does. */
export const EASEL_FILES: EaselFiles = Object.freeze({
  command: [process.execPath, path.join(import.meta.dirname, '../src/ui/easel-program.ts')] as const,
  program: require.resolve('@resvg/resvg-wasm/index_bg.wasm'),
  fonts: FONTS,
});

export function realEasel(): Easel {
  return createEasel(EASEL_FILES);
}

export interface TestStage extends Stage {
  /** What stands on the screen last drawn, as SVG: all that a person could read. */
  readonly said: () => string;
  /** Other screens, or none. */
  readonly become: (surfaces: Surfaces | null) => void;
}

/** A stage whose pictures are not drawn but remembered. */
export function testStage(surfaces: Surfaces | null, time: Stage['time']): TestStage {
  let current = surfaces;
  let last = '';
  const listeners = new Set<() => void>();
  return {
    surfaces: () => current,
    onSurfaces: (changed) => {
      listeners.add(changed);
      return () => {
        listeners.delete(changed);
      };
    },
    easel: {
      draw: async (svg) => {
        last = svg;
        return Promise.resolve({ width: 1, height: 1, pixels: new Uint8Array(4) });
      },
      rest: () => undefined,
      gaps: () => [],
      close: () => undefined,
    },
    look: () => LOOK,
    time,
    said: () => readable(last),
    become: (next) => {
      current = next;
      for (const changed of listeners) changed();
    },
  };
}

/** The words of a picture, in order. */
export function readable(svg: string): string {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/gu)]
    .map(([, text = '']) => text.replaceAll(/[\u2066-\u2069]/gu, ''))
    .join(' ');
}
