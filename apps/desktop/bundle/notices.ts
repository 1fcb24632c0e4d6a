import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import * as z from 'zod';

/** A package of which something is in the agent. */
export interface Part {
  readonly name: string;
  readonly version: string;
  /** By its SPDX expression where there is one. */
  readonly licence: string;
  /** Where its source is to be had. */
  readonly source: string;
  readonly texts: readonly string[];
}

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  licenses: z.array(z.object({ type: z.string() })).optional(),
  repository: z.union([z.string(), z.object({ url: z.string() })]).optional(),
});

/** What the package does not say of itself: what is in its machine code, and the words of licences that it names alone. */
const BESIDES: Readonly<Record<string, { readonly licence?: string; readonly texts: readonly string[] }>> =
  Object.freeze({
    'h264-mp4-encoder': {
      licence: 'MIT, with minih264 (CC0-1.0) and libmp4v2 (MPL-1.1)',
      texts: ['h264-mp4-encoder.txt', 'MPL-1.1.txt'],
    },
    '@koromix/koffi-win32-x64': { texts: ['koffi.txt'] },
    '@resvg/resvg-wasm': { texts: ['MPL-2.0.txt'] },
    '@cornerstonejs/codec-libjpeg-turbo-8bit': {
      licence: 'ISC, with libjpeg-turbo (IJG AND BSD-3-Clause)',
      texts: ['libjpeg-turbo.txt'],
    },
    harfbuzzjs: { licence: 'MIT, with HarfBuzz (MIT-Modern-Variant)', texts: ['harfbuzz.txt'] },
    'dejavu-fonts-ttf': { licence: 'Bitstream Vera and Arev, changes in the public domain', texts: [] },
    x11: { licence: 'MIT', texts: [] },
  });
const LICENCE = /^(?:licen[cs]e|copying|notice)(?:\.(?:md|txt))?$/iu;

/** The folder of the package that a file belongs to; null for our own source. */
export function packageOf(file: string): string | null {
  const inside = /^(?<folder>.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//u.exec(file.replaceAll('\\', '/'));
  return inside?.groups?.['folder'] ?? null;
}

/** Reads what a package says of its licence. @throws Error for one without any: it cannot be handed out. */
export function partOf(folder: string): Part {
  const manifest = Manifest.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
  const { name, version, repository } = manifest;
  const besides = BESIDES[name];
  const own = readdirSync(folder)
    .filter((file) => LICENCE.test(file))
    .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  const more = (besides?.texts ?? []).map((file) =>
    readFileSync(path.join(import.meta.dirname, 'licences', file), 'utf8').trim(),
  );
  const licence =
    besides?.licence ?? manifest.license ?? manifest.licenses?.map(({ type }) => type).join(', ');
  if (licence === undefined) throw new Error(`${name} does not say under which licence it is.`);
  const source = typeof repository === 'string' ? repository : (repository?.url ?? '');
  return { name, version, licence, source: addressOf(source), texts: [...own, ...more] };
}

/** The text of NOTICES.txt, the same for the same parts. */
export function noticesOf(parts: readonly Part[]): string {
  const sorted = parts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const list = sorted.map(
    ({ name, version, licence, source }) => `  ${name} ${version}\n    ${licence}\n    ${source}`,
  );
  const bodies = sorted.map(({ name, version, texts }) => {
    const line = '='.repeat(78);
    return `${line}\n${name} ${version}\n${line}\n\n${texts.join('\n\n')}`;
  });
  return [
    'The Lapwing agent is under the Apache License 2.0 (file LICENSE). In it are parts that others made:',
    list.join('\n'),
    'What stands under the Mozilla Public License is unchanged; its source is at the address beside it.',
    ...bodies,
    '',
  ].join('\n\n');
}

function addressOf(source: string): string {
  const short = /^(?:github:)?(?<path>[\w.-]+\/[\w.-]+)$/u.exec(source)?.groups?.['path'];
  if (short !== undefined) return `https://github.com/${short}`;
  return source
    .replace(/^git\+/u, '')
    .replace(/^git@github\.com:/u, 'https://github.com/')
    .replace(/^git:/u, 'https:')
    .replace(/\.git$/u, '');
}
