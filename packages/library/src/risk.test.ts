/// <reference types="node" />
/**
 * What the library finds in sentences of pupils at risk, and what it makes of ordinary ones. Terms are written
 * with `risk-dev.ndjson` in view; `risk-heldout.ndjson` only measures, so nobody reads it to write a term.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEngine } from '@lapwing/detection/engine.ts';
import type { Finding } from '@lapwing/detection/finding.ts';
import { compilePack } from '@lapwing/detection/compile.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import { POLICY_KEYS, SEVERITIES, SOURCES } from '@lapwing/detection/term.ts';
import { z } from 'zod';
import { compileOptions } from './compile-options.ts';
import { readShippedLibrary } from './read.ts';

const lineSchema = z.strictObject({
  text: z.string().min(1),
  policy: z.enum(POLICY_KEYS).nullable(),
  severity: z.enum(SEVERITIES).nullable(),
  source: z.enum(SOURCES),
});

type Line = z.infer<typeof lineSchema>;

/** Policies whose findings bring the same people to the same pupil. */
const FAMILIES = [
  ['suicide', 'self-harm'],
  ['grooming', 'sexting', 'adult-content'],
] as const;

const library = await readShippedLibrary();
const loaded = loadPack(compilePack(library.terms, compileOptions(library)));
assert.ok(loaded.ok);
const engine = createEngine(loaded.pack);

function readLines(file: string): Line[] {
  return readFileSync(new URL(`../test-data/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
}

function isOfPolicy(finding: Finding, policy: string): boolean {
  const found: readonly string[] = [finding.policy, ...finding.categories];
  const family: readonly string[] = FAMILIES.find((one) => one.some((key) => key === policy)) ?? [policy];
  return found.some((key) => family.includes(key));
}

type Row = { lines: number; found: number; severe: number; severeFound: number };

type Measured = {
  readonly byPolicy: ReadonlyMap<string, Row>;
  readonly harmless: number;
  readonly falseAlarms: number;
  readonly severeFalseAlarms: number;
};

/** Of each policy: how many risky lines, how many found, and how many severe ones found as severe. */
function measure(lines: readonly Line[]): Measured {
  const byPolicy = new Map<string, Row>();
  let harmless = 0;
  let falseAlarms = 0;
  let severeFalseAlarms = 0;
  for (const { text, policy, severity, source } of lines) {
    const findings = engine.scan(text, { source });
    if (policy === null) {
      harmless += 1;
      if (findings.length > 0) falseAlarms += 1;
      if (findings.some((finding) => finding.severity === 'severe')) severeFalseAlarms += 1;
      continue;
    }
    const right = findings.filter((finding) => isOfPolicy(finding, policy));
    for (const key of [policy, 'all']) {
      const row = byPolicy.get(key) ?? { lines: 0, found: 0, severe: 0, severeFound: 0 };
      byPolicy.set(key, row);
      row.lines += 1;
      if (right.length > 0) row.found += 1;
      if (severity !== 'severe') continue;
      row.severe += 1;
      if (right.some((finding) => finding.severity === 'severe')) row.severeFound += 1;
    }
  }
  return { byPolicy, harmless, falseAlarms, severeFalseAlarms };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : (100 * part) / whole;
}

/** Floors and ceilings in per cent, a little under what stands, so that a worse library does not pass. */
const BARS = [
  { file: 'risk-dev.ndjson', recall: 90, severe: 85, falseAlarms: 1 },
  { file: 'risk-heldout.ndjson', recall: 88, severe: 78, falseAlarms: 2 },
] as const;

for (const { file, recall, severe, falseAlarms } of BARS) {
  test(`${file}: enough signs of risk are found, and ordinary texts stay silent`, (t) => {
    const measured = measure(readLines(file));
    for (const [policy, row] of [...measured.byPolicy].sort(([a], [b]) => (a < b ? -1 : 1))) {
      t.diagnostic(`${policy}: ${row.found} of ${row.lines}, severe ${row.severeFound} of ${row.severe}`);
    }
    const alarms = percent(measured.falseAlarms, measured.harmless);
    t.diagnostic(
      `harmless: ${measured.falseAlarms} of ${measured.harmless}, severe ${measured.severeFalseAlarms}`,
    );
    const all = measured.byPolicy.get('all');
    assert.ok(all !== undefined && all.lines >= 250 && measured.harmless >= 600);
    assert.ok(percent(all.found, all.lines) >= recall, `${all.found} of ${all.lines} found`);
    assert.ok(percent(all.severeFound, all.severe) >= severe, `${all.severeFound} of ${all.severe} severe`);
    assert.ok(alarms <= falseAlarms, `${measured.falseAlarms} of ${measured.harmless} harmless lines`);
  });
}
