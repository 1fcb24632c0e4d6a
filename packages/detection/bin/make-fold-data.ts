/// <reference types="node" />
/** Writes src/fold-data.ts anew: `node packages/detection/bin/make-fold-data.ts`. */
import { writeFile } from 'node:fs/promises';
import { foldDataText } from '../src/fold-source.ts';

await writeFile(new URL('../src/fold-data.ts', import.meta.url), foldDataText());
