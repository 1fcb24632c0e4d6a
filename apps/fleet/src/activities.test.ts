import assert from 'node:assert/strict';
import { test } from 'node:test';
import { siteClassOf } from '@lapwing/agent-core/site-class.ts';
import { hostOf } from '@lapwing/agent-core/address.ts';
import { createEngine, type Engine } from '@lapwing/detection/engine.ts';
import type { Finding, ScanOptions } from '@lapwing/detection/finding.ts';
import { compilePack } from '@lapwing/detection/compile.ts';
import { oneSign } from '@lapwing/detection/one-sign.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import { createTypedText } from '@lapwing/detection/typed.ts';
import { compileOptions } from '@lapwing/library/compile-options.ts';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import { pageFor, readActivities } from './activities.ts';

const engine = await shippedEngine();
const { visits, worries } = readActivities();

async function shippedEngine(): Promise<Engine> {
  const library = await readShippedLibrary();
  const loaded = loadPack(compilePack(library.terms, compileOptions(library)));
  assert.ok(loaded.ok);
  return createEngine(loaded.pack);
}

/**
 * What is captured when the line is typed key by key and left, in whatever source the place gives. A finding that is
 * withdrawn later counts too: its capture has been made by then.
 */
function typeOut(line: string, url: string, assistantAndChat: boolean): Finding[] {
  const siteClass = siteClassOf(hostOf(url));
  const special = siteClass === 'ai' ? 'ai-prompt' : siteClass === 'chat' ? 'chat' : 'typed';
  const context: ScanOptions = { source: assistantAndChat ? special : 'typed', siteClass };
  let ids = 0;
  const text = createTypedText(engine, { newId: () => String((ids += 1)) });
  const captured = new Map<string, Finding>();
  const events = Array.from({ length: line.length }, (_, at) => {
    const typed = line.slice(0, at + 1);
    return text.input({ field: 'f', text: typed, caret: typed.length, at: at * 200, context });
  });
  events.push(text.settle('f', 'enter'));
  for (const event of events.flat()) if (event.kind !== 'withdraw') captured.set(event.id, event.finding);
  return [...captured.values()];
}

for (const { id, line, policy, severity, kind } of worries) {
  test(`a pupil who writes "${id}" causes a capture of the policy and severity that the file says`, () => {
    const { url } = pageFor(kind);
    const said = [`${policy} ${severity}`];
    const what = (found: readonly Finding[]): string[] => found.map((one) => `${one.policy} ${one.severity}`);
    assert.deepEqual(what(typeOut(line, url, true)), said);
    if (kind === 'search') assert.deepEqual(what(oneSign(engine.scan(line, { source: 'search' }))), said);
  });
}

test('pupils who do as they should are never captured, on any page, by any line', () => {
  for (const { url, title, text, lines } of visits) {
    const siteClass = siteClassOf(hostOf(url));
    for (const line of lines) {
      for (const special of [true, false]) assert.deepEqual(typeOut(line, url, special), [], line);
      assert.deepEqual(engine.scan(line, { source: 'search' }), [], line);
      assert.deepEqual(engine.scan(line, { source: 'page', siteClass }), [], line);
    }
    assert.deepEqual(typeOut(lines.join(' '), url, true), [], title);
    assert.deepEqual(engine.scan(text.join('\n'), { source: 'page', siteClass }), [], title);
    assert.deepEqual(engine.scan(title, { source: 'caption', siteClass }), [], title);
    assert.deepEqual(engine.scan(url, { source: 'url', siteClass }), [], url);
  }
});

test('the day has captures of all severities over many policies', () => {
  assert.deepEqual(new Set(worries.map((worry) => worry.severity)), new Set(['minor', 'moderate', 'severe']));
  assert.ok(new Set(worries.map((worry) => worry.policy)).size >= 8);
  assert.equal(new Set(worries.map((worry) => worry.id)).size, worries.length);
});
