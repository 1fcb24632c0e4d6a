/// <reference types="node" />
/**
 * Reads lines `{"id":"1","text":"...","source":"typed"}` on standard input and writes what the managed library
 * finds in each: `{"id":"1","findings":[...]}`. `--policies a,b` keeps to these policies, `--min-severity x`
 * leaves out what is less, `--aloud` adds to each finding a sentence that says what it is and why. A line that cannot be read is answered with `"error"`.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createEngine, type Engine } from '@lapwing/detection/engine.ts';
import { sayAloud } from '@lapwing/detection/aloud.ts';
import { compilePack } from '@lapwing/detection/compile.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import { POLICY_KEYS, SEVERITIES, severityRank, SOURCES, type Severity } from '@lapwing/detection/term.ts';
import { z } from 'zod';
import { compileOptions } from '../src/compile-options.ts';
import type { Library } from '../src/load.ts';
import { readShippedLibrary } from '../src/read.ts';

const optionsSchema = z.object({
  policies: z.array(z.enum(POLICY_KEYS, { error: `Policies are: ${POLICY_KEYS.join(', ')}.` })),
  minSeverity: z.enum(SEVERITIES, { error: `Severities are: ${SEVERITIES.join(', ')}.` }),
});

const lineSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  text: z.string(),
  source: z.enum(SOURCES).default('typed'),
});

function engineFor(library: Library, policies: readonly string[]): Engine {
  const terms = library.terms.filter(({ policy }) => policies.length === 0 || policies.includes(policy));
  const loaded = loadPack(compilePack(terms, compileOptions(library)));
  if (!loaded.ok) throw new Error(loaded.message);
  return createEngine(loaded.pack);
}

function answer(engine: Engine, minSeverity: Severity, aloud: boolean, line: string): object {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch {
    return { error: 'This line is not JSON.' };
  }
  const parsed = lineSchema.safeParse(content);
  if (!parsed.success) return { error: z.prettifyError(parsed.error) };
  const { id, text, source } = parsed.data;
  const findings = engine
    .scan(text, { source })
    .filter(({ severity }) => severityRank(severity) >= severityRank(minSeverity))
    .map((finding) => {
      const { term, policy, severity, severityBefore, because, start, end } = finding;
      const plain = { term, policy, severity, severityBefore, because, start, end };
      return aloud ? { ...plain, aloud: sayAloud(finding) } : plain;
    });
  return { id, findings };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      policies: { type: 'string', default: '' },
      'min-severity': { type: 'string', default: 'minor' },
      aloud: { type: 'boolean', default: false },
    },
  });
  const options = optionsSchema.safeParse({
    policies: values.policies.split(',').filter((policy) => policy !== ''),
    minSeverity: values['min-severity'],
  });
  if (!options.success) {
    process.stderr.write(`${z.prettifyError(options.error)}\n`);
    return 2;
  }
  const engine = engineFor(await readShippedLibrary(), options.data.policies);
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const written = process.stdout.write(
      `${JSON.stringify(answer(engine, options.data.minSeverity, values.aloud, line))}\n`,
    );
    if (!written) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
  return 0;
}

process.exitCode = await main();
