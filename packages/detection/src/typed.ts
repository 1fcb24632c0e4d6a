import { moved, type Engine } from './engine.ts';
import type { Finding, ScanOptions } from './finding.ts';
import type { Probe } from './probe.ts';

/** Why a field's text is decided upon now. */
export type SettleReason = 'sentence' | 'enter' | 'blur' | 'pause' | 'submit';

/** What a field holds now. `at` is in milliseconds of any clock that does not go back. */
export type FieldInput = {
  readonly field: string;
  /** The whole value of the field, or the text of the block that holds the caret. */
  readonly text: string;
  /** Offset of the caret in `text`. */
  readonly caret: number;
  readonly at: number;
  /** True while an input method composes: nothing is decided until it ends. */
  readonly composing?: boolean | undefined;
  /** `typed` unless the field is known to be a search box, a chat or a prompt to an assistant. */
  readonly context?: ScanOptions | undefined;
};

export type TypedEvent =
  /** A new finding. `early` ones fired before the sentence was complete and may be amended or withdrawn. */
  | {
      readonly kind: 'finding';
      readonly id: string;
      readonly field: string;
      readonly early: boolean;
      readonly finding: Finding;
    }
  /** The finding `id` reads otherwise now that more has been typed; `finding` replaces it. */
  | { readonly kind: 'amend'; readonly id: string; readonly field: string; readonly finding: Finding }
  /** The early finding `id` did not stand: its words were `deleted`, or the whole sentence is harmless (`judged`). */
  | {
      readonly kind: 'withdraw';
      readonly id: string;
      readonly field: string;
      readonly reason: 'deleted' | 'judged';
    };

export type TypedTextOptions = {
  /** Makes the id of a finding; unique at least within the session. */
  readonly newId: () => string;
  /** A silence this long settles a field; 1,500 ms if absent. */
  readonly pauseMs?: number | undefined;
  /** Fields remembered at once; the one quiet for longest is settled and forgotten. 64 if absent. */
  readonly maxFields?: number | undefined;
};

export type TypedText = {
  /** The field's value changed, by whatever means: keys, paste, auto-correct, a drop. */
  input(input: FieldInput): TypedEvent[];
  /** One key for agents that see keys and no fields: `\b` deletes backwards, `\n` is Enter. */
  key(field: string, char: string, at: number, context?: ScanOptions): TypedEvent[];
  settle(field: string, reason: SettleReason): TypedEvent[];
  /** Settles every field that has been silent for `pauseMs`. Call it when `nextDue()` has come. */
  pause(at: number): TypedEvent[];
  /** When `pause` has something to do; undefined if nothing waits. */
  nextDue(): number | undefined;
  /** The field is gone (closed page): settles it and forgets it. */
  forget(field: string): TypedEvent[];
};

/** A finding that stands in a field. */
type Standing = { readonly id: string; readonly finding: Finding; readonly settled: boolean };

type Field = {
  /** The text that waits to be settled; empty once it is. */
  text: string;
  caret: number;
  waiting: boolean;
  composing: boolean;
  at: number;
  context: ScanOptions;
  standing: Standing[];
  probe: Probe;
  /** What keys have written so far, for a field that is only seen as keys. */
  keys: string;
};

const PAUSE_MS = 1500;
const MAX_FIELDS = 64;
const MAX_TEXT = 50_000;
const MAX_KEYS = 2000;
const MAX_STANDING = 200;
/** How much before the caret an early look takes in. */
const EARLY_REACH = 400;
const TYPED: ScanOptions = Object.freeze({ source: 'typed' });
const SENTENCE_END = /(?:[.!?\u2026\u061f\u06d4\u3002\uff01\uff1f][\p{Pe}\p{Pf}"']*\s|\n)$/u;
const EARLY_RULE = 'judge.intent';

/**
 * Decides on typed text when it is complete: at the end of a sentence, at Enter, when the focus leaves, after a
 * silence. Only a Severe finding of first-person intent fires before. Of text that holds nothing, nothing is
 * kept once it has been settled.
 */
export function createTypedText(engine: Engine, options: TypedTextOptions): TypedText {
  const pauseMs = options.pauseMs ?? PAUSE_MS;
  const maxFields = options.maxFields ?? MAX_FIELDS;
  // In the order of their latest input: the first has been quiet for longest.
  const fields = new Map<string, Field>();

  function touch(name: string, context: ScanOptions, at: number, events: TypedEvent[]): Field {
    const field = fields.get(name) ?? newField(engine.probe());
    fields.delete(name);
    fields.set(name, field);
    field.context = context;
    field.at = at;
    if (fields.size > maxFields) {
      const quietest = fields.keys().next();
      if (quietest.done !== true) events.push(...forget(quietest.value));
    }
    return field;
  }

  function take(name: string, field: Field, text: string, caret: number): TypedEvent[] {
    const clipped = clip(text, caret);
    const grew =
      field.waiting && clipped.text.startsWith(field.text) && clipped.caret === clipped.text.length;
    let mayEnd: boolean;
    if (grew) {
      mayEnd = field.probe.push(clipped.text.slice(field.text.length));
    } else {
      field.probe.reset();
      mayEnd = field.probe.push(clipped.text.slice(Math.max(0, clipped.caret - EARLY_REACH), clipped.caret));
    }
    field.text = clipped.text;
    field.caret = clipped.caret;
    field.waiting = true;
    if (field.composing) return [];
    if (SENTENCE_END.test(clipped.text.slice(Math.max(0, clipped.caret - 4), clipped.caret)))
      return settle(name, 'sentence');
    return mayEnd ? fireEarly(name, field) : [];
  }

  /** A Severe intent before its sentence is complete; a phrase that stands already is not told again. */
  function fireEarly(name: string, field: Field): TypedEvent[] {
    const from = Math.max(0, field.caret - EARLY_REACH);
    const events: TypedEvent[] = [];
    const known = new Map<string, number>();
    for (const { finding } of field.standing) known.set(finding.term, (known.get(finding.term) ?? 0) + 1);
    const seen = new Map<string, number>();
    for (const found of engine.scan(field.text.slice(from, field.caret), field.context)) {
      const nth = (seen.get(found.term) ?? 0) + 1;
      seen.set(found.term, nth);
      if (found.severity !== 'severe' || !found.because.includes(EARLY_RULE)) continue;
      // Occurrences before the reach of this look stand already, so the count errs on the silent side.
      if (nth <= (known.get(found.term) ?? 0) || field.standing.length >= MAX_STANDING) continue;
      const finding = moved(found, from);
      const id = options.newId();
      field.standing.push({ id, finding, settled: false });
      events.push({ kind: 'finding', id, field: name, early: true, finding });
    }
    return events;
  }

  function settle(name: string, reason: SettleReason): TypedEvent[] {
    const field = fields.get(name);
    if (field === undefined) return [];
    const events = field.waiting ? reconcile(name, field) : [];
    field.text = '';
    field.caret = 0;
    field.waiting = false;
    field.probe.reset();
    if (reason === 'enter' || reason === 'submit') field.keys = '';
    return events;
  }

  /** Compares what the text holds now with what stood in it, occurrence by occurrence of each term. */
  function reconcile(name: string, field: Field): TypedEvent[] {
    const events: TypedEvent[] = [];
    const before = new Map<string, Standing[]>();
    for (const one of field.standing)
      before.set(one.finding.term, [...(before.get(one.finding.term) ?? []), one]);
    const standing: Standing[] = [];
    for (const finding of engine.scan(field.text, field.context)) {
      const known = before.get(finding.term)?.shift();
      if (known === undefined) {
        if (standing.length >= MAX_STANDING) continue;
        const id = options.newId();
        standing.push({ id, finding, settled: true });
        events.push({ kind: 'finding', id, field: name, early: false, finding });
      } else {
        standing.push({ id: known.id, finding, settled: true });
        if (readsOtherwise(known.finding, finding))
          events.push({ kind: 'amend', id: known.id, field: name, finding });
      }
    }
    for (const gone of [...before.values()].flat()) {
      // What stood when it was settled was written: deleting it afterwards does not undo that.
      if (gone.settled) continue;
      const reason = field.text.includes(gone.finding.matched) ? 'judged' : 'deleted';
      events.push({ kind: 'withdraw', id: gone.id, field: name, reason });
    }
    field.standing = standing;
    return events;
  }

  function forget(name: string): TypedEvent[] {
    const events = settle(name, 'blur');
    fields.delete(name);
    return events;
  }

  return {
    input({ field: name, text, caret, at, composing, context }) {
      const events: TypedEvent[] = [];
      const field = touch(name, context ?? TYPED, at, events);
      field.composing = composing === true;
      events.push(...take(name, field, text, caret));
      return events;
    },
    key(name, char, at, context) {
      const events: TypedEvent[] = [];
      const field = touch(name, context ?? TYPED, at, events);
      if (char === '\b') field.keys = withoutLast(field.keys);
      else field.keys = (field.keys + char).slice(-MAX_KEYS);
      events.push(...take(name, field, field.keys, field.keys.length));
      if (char === '\n' || char === '\r') {
        events.push(...settle(name, 'enter'));
        field.keys = '';
        // The next line is a text of its own.
        field.standing = [];
      }
      return events;
    },
    settle,
    pause(at) {
      const due = [...fields].filter(
        ([, field]) => field.waiting && !field.composing && at - field.at >= pauseMs,
      );
      return due.flatMap(([name]) => settle(name, 'pause'));
    },
    nextDue() {
      for (const field of fields.values()) if (field.waiting && !field.composing) return field.at + pauseMs;
      return undefined;
    },
    forget,
  };
}

function newField(probe: Probe): Field {
  return {
    text: '',
    caret: 0,
    waiting: false,
    composing: false,
    at: 0,
    context: TYPED,
    standing: [],
    probe,
    keys: '',
  };
}

/** At most `MAX_TEXT` characters around the caret: nobody types more, and a pasted book is read as far as that. */
function clip(text: string, caret: number): { text: string; caret: number } {
  const at = Math.max(0, Math.min(caret, text.length));
  if (text.length <= MAX_TEXT) return { text, caret: at };
  const from = Math.max(0, Math.min(at - (MAX_TEXT >> 1), text.length - MAX_TEXT));
  return { text: text.slice(from, from + MAX_TEXT), caret: at - from };
}

function readsOtherwise(before: Finding, after: Finding): boolean {
  return (
    before.severity !== after.severity ||
    before.sentence !== after.sentence ||
    before.because.join() !== after.because.join()
  );
}

function withoutLast(text: string): string {
  return text.slice(0, (text.codePointAt(text.length - 2) ?? 0) > 0xffff ? -2 : -1);
}
