import type { Engine } from '@lapwing/detection/engine.ts';
import { createTypedText } from '@lapwing/detection/typed.ts';

/** Microseconds for each key, on average, after a warm-up with the same text. */
export type KeyTimes = {
  /** `probe().push`, which every key costs. */
  readonly probe: number;
  /** The whole path of a field: what `input` of the typed text costs, settling at sentence ends included. */
  readonly typed: number;
};

/** Types the sentences key by key, each into a field of its own. */
export function measureKeys(engine: Engine, sentences: readonly string[]): KeyTimes {
  const keys = sentences.reduce((sum, { length }) => sum + length, 0);
  probeKeys(engine, sentences);
  typeKeys(engine, sentences);
  return {
    probe: (probeKeys(engine, sentences) * 1000) / keys,
    typed: (typeKeys(engine, sentences) * 1000) / keys,
  };
}

function probeKeys(engine: Engine, sentences: readonly string[]): number {
  const probe = engine.probe();
  let ends = 0;
  const began = performance.now();
  for (const sentence of sentences) {
    for (let i = 0; i < sentence.length; i += 1) if (probe.push(sentence[i] ?? '')) ends += 1;
    probe.reset();
  }
  const spent = performance.now() - began;
  return ends >= 0 ? spent : 0;
}

function typeKeys(engine: Engine, sentences: readonly string[]): number {
  let id = 0;
  const typed = createTypedText(engine, {
    newId: () => {
      id += 1;
      return String(id);
    },
  });
  const began = performance.now();
  let at = 0;
  for (const sentence of sentences) {
    for (let caret = 1; caret <= sentence.length; caret += 1) {
      at += 100;
      typed.input({ field: 'field', text: sentence.slice(0, caret), caret, at });
    }
    typed.settle('field', 'enter');
    typed.forget('field');
  }
  return performance.now() - began;
}
