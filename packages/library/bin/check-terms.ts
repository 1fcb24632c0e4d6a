/// <reference types="node" />
/**
 * For whoever writes terms: says of files of `policies/` what is wrong with their terms and where they are noisy.
 *
 * `node packages/library/bin/check-terms.ts [--prose file] suicide suicide.pl …` compiles only the named files, so it
 * answers in a second or two. `--prose` takes a text of ordinary sentences, one on each line, in which nothing may be found.
 * Ends with 1 when anything is wrong.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { checkTerm, compilePack } from '@lapwing/detection/compile.ts';
import { createEngine } from '@lapwing/detection/engine.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import { SOURCES } from '@lapwing/detection/term.ts';
import { warnOfTerm } from '@lapwing/detection/warn.ts';
import { compileOptions } from '../src/compile-options.ts';
import { readShippedLibrary } from '../src/read.ts';
import type { LibraryTerm } from '../src/schema.ts';

/** Findings of one term in the prose that are printed. */
const SHOWN = 3;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { prose: { type: 'string' } },
  });
  const library = await readShippedLibrary();
  const wanted = new Set(positionals.map((name) => name.replace(/^.*\//u, '').replace(/\.json$/u, '')));
  const terms = library.terms.filter(
    ({ policy, language }) =>
      wanted.has(policy) || wanted.has(language === undefined ? policy : `${policy}.${language}`),
  );
  if (terms.length === 0) {
    process.stderr.write('Name files of packages/library/policies, such as suicide or suicide.pl.\n');
    return 2;
  }
  const problems: string[] = [];
  const compiled: LibraryTerm[] = [];
  const known = new Map();
  for (const term of terms) {
    const found = checkTerm(term, library.classes);
    for (const { message } of found) problems.push(`${term.id}: ${message}`);
    if (found.length === 0) compiled.push(term);
    const warnings = warnOfTerm(term, library.classes, known);
    if (warnings.some(({ code }) => code === 'short') !== (term.shortReason !== undefined))
      problems.push(
        `${term.id}: a shortReason is for terms with a wording of under four letters, and for no other.`,
      );
    for (const { code, message } of warnings)
      if (code !== 'short') process.stdout.write(`note ${term.id}: ${message}\n`);
  }
  const homes = new Map<string, string>();
  for (const term of library.terms) {
    for (const wording of term.wordings) {
      const key = wording.toLowerCase();
      const other = homes.get(key);
      if (other !== undefined) problems.push(`${term.id}: "${wording}" is a wording of ${other} already.`);
      homes.set(key, term.id);
    }
  }
  const loaded = loadPack(compilePack(compiled, compileOptions(library)));
  if (!loaded.ok) throw new Error(loaded.message);
  const engine = createEngine(loaded.pack);
  for (const term of compiled) {
    for (const source of term.sources ?? []) {
      const found = engine.scan(term.example, { source }).map((finding) => finding.term);
      if (!found.includes(term.id))
        problems.push(
          `${term.id}: not found in its example "${term.example}" (${source}); found: ${found.join(', ')}`,
        );
    }
    for (const source of SOURCES) {
      const hit = engine.scan(term.counterExample, { source }).find((finding) => finding.term === term.id);
      if (hit !== undefined)
        problems.push(
          `${term.id}: found in its counter-example "${term.counterExample}" (${source}): ${hit.matched}`,
        );
    }
  }
  const clean = await readFile(new URL('../test-data/clean.txt', import.meta.url), 'utf8');
  const prose = values.prose === undefined ? '' : await readFile(values.prose, 'utf8');
  const noisy = new Map<string, string[]>();
  for (const line of `${clean}\n${prose}`.split('\n')) {
    for (const source of ['typed', 'page', 'search'] as const)
      for (const { term, severity, matched } of engine.scan(line, { source }))
        noisy.set(term, [
          ...(noisy.get(term) ?? []),
          `${severity} on ${source}: "${matched}" in: ${line.slice(0, 160)}`,
        ]);
  }
  for (const [term, lines] of noisy) {
    problems.push(`${term}: found ${lines.length} times in ordinary sentences, such as:`);
    for (const line of lines.slice(0, SHOWN)) problems.push(`    ${line}`);
  }
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  const english = terms.filter(({ language }) => language === undefined || language === 'en').length;
  process.stdout.write(
    `${terms.length} terms (${english} in English), ${problems.length} lines of problems\n`,
  );
  return problems.length === 0 ? 0 : 1;
}

process.exitCode = await main();
