import { moved, type Engine } from './engine.ts';
import type { Finding, ScanOptions } from './finding.ts';
import { detached } from './detach.ts';
import { createEarlyWatch, EARLY_REACH, EARLY_RULE, type EarlyWatch } from './typed-early.ts';
import { oneSign } from './one-sign.ts';
import {
  followEdit,
  overlap,
  pairUp,
  readsOtherwise,
  standAgain,
  standingOf,
  type Standing,
} from './typed-standing.ts';

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
  /** The field turned out to be one that must not be looked at: forgets it undecided, and says nothing of it. */
  drop(field: string): void;
};

type Field = {
  /** The text that waits to be settled; undefined once it is. */
  text: string | undefined;
  /** Of the latest text, also when that is not kept any more. */
  length: number;
  caret: number;
  composing: boolean;
  at: number;
  context: ScanOptions;
  standing: readonly Standing[];
  readonly early: EarlyWatch;
  /** What keys have written in this sentence, for a field that is only seen as keys. */
  keys: string;
};

const PAUSE_MS = 1500;
const MAX_FIELDS = 64;
const MAX_TEXT = 50_000;
const MAX_KEYS = 2000;
const MAX_STANDING = 200;
/** How long an unfinished sentence of keys waits for its rest after a pause. */
const KEYS_KEPT_MS = 30_000;
const SENTENCE_END = /[.!?\u2026\u061f\u06d4\u3002\uff01\uff1f][\p{Pe}\p{Pf}"']*\s$/u;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const FIRST_WIDE_SPACE = 0xa0;
/** A text is long when looking at all of it takes longer than a key may. */
const LONG = 3000;
/** What is looked at around the caret in a long text: half of what is before is decided upon, half is context. */
const BEFORE = 1600;
const AFTER = 400;
/** How far a cut may move to be between words. */
const EDGE = 64;
const TYPED: ScanOptions = Object.freeze({ source: 'typed' });

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
  let latest = '';

  function touch(name: string, context: ScanOptions, at: number, events: TypedEvent[]): Field {
    let field = fields.get(name);
    if (field === undefined || name !== latest) {
      field ??= newField(createEarlyWatch(() => engine.probe()));
      fields.delete(name);
      fields.set(name, field);
      latest = name;
      if (fields.size > maxFields) {
        const quietest = fields.keys().next();
        if (quietest.done !== true) events.push(...forget(quietest.value));
      }
    }
    field.context = context;
    field.at = at;
    return field;
  }

  function take(name: string, field: Field, text: string, caretAt: number): TypedEvent[] {
    const caret = Math.max(0, Math.min(caretAt, text.length));
    if (field.standing.length > 0)
      field.standing = followEdit(field.standing, { oldLength: field.length, text, caret });
    const due = field.early.read(field.text, text, caret);
    field.text = text;
    field.length = text.length;
    field.caret = caret;
    if (endsSentence(text, caret)) return settle(name, 'sentence');
    return due ? fireEarly(name, field, text) : [];
  }

  /** A Severe intent before its sentence is complete; a phrase that stands already is not told again. */
  function fireEarly(name: string, field: Field, text: string): TypedEvent[] {
    const { caret, standing, context } = field;
    const from = wordEdge(text, Math.max(0, caret - EARLY_REACH), caret);
    const to = wordEdge(text, Math.min(text.length, caret + EARLY_REACH), text.length);
    const events: TypedEvent[] = [];
    const added: Standing[] = [];
    for (const inPart of oneSign(engine.scan(text.slice(from, to), context))) {
      if (inPart.severity !== 'severe' || !inPart.because.includes(EARLY_RULE)) continue;
      const finding = detached(moved(inPart, from));
      const known =
        standing.find((one) => one.finding.policy === finding.policy && overlap(one, finding)) ??
        standing.find((one) => one.finding.term === finding.term && one.words === '');
      if (known === undefined) {
        if (standing.length + added.length >= MAX_STANDING) continue;
        const id = options.newId();
        added.push(standingOf(id, finding, false));
        events.push({ kind: 'finding', id, field: name, early: true, finding });
      } else if (known.finding.severity !== 'severe' || known.words === '') {
        if (readsOtherwise(known.finding, finding))
          events.push({ kind: 'amend', id: known.id, field: name, finding });
        standAgain(known, finding, false);
      }
    }
    if (added.length > 0) field.standing = [...standing, ...added];
    return events;
  }

  function settle(name: string, reason: SettleReason): TypedEvent[] {
    const field = fields.get(name);
    if (field === undefined) return [];
    const { text, caret } = field;
    field.early.reset();
    // In a long text each sentence is decided upon by itself, and the whole of it when the writer rests.
    if (text !== undefined && reason === 'sentence' && text.length > LONG)
      return reconcile(name, field, text, aroundCaret(text, caret));
    const events = text === undefined ? [] : reconcile(name, field, text, wholeOf(text, caret));
    field.text = undefined;
    // What keys write next is a text of its own, unless they only paused.
    if (field.keys !== '' && reason !== 'pause') beginAnew(field);
    return events;
  }

  /** Compares what the text holds now with what stood in it. */
  function reconcile(name: string, field: Field, text: string, part: Part): TypedEvent[] {
    const events: TypedEvent[] = [];
    const findings = oneSign(engine.scan(text.slice(part.from, part.to), field.context))
      .map((finding) => moved(finding, part.from))
      .filter(({ start }) => start >= part.decideFrom);
    const pairs = pairUp(field.standing, findings);
    const paired = new Set(pairs.values());
    const lost = field.standing.filter((one) => !paired.has(one));
    // What was settled and is not found just now goes on as long as its words are there, not to be told twice.
    const standing = lost.filter(
      (one) => !part.whole || isBeyond(one, part) || (one.settled && one.words === one.finding.matched),
    );
    let room = MAX_STANDING - pairs.size - standing.length;
    for (const found of findings) {
      const known = pairs.get(found);
      if (known === undefined && room <= 0) continue;
      const finding = detached(found);
      if (known !== undefined) {
        if (readsOtherwise(known.finding, finding))
          events.push({ kind: 'amend', id: known.id, field: name, finding });
        standAgain(known, finding, true);
        standing.push(known);
        continue;
      }
      room -= 1;
      const id = options.newId();
      standing.push(standingOf(id, finding, true));
      events.push({ kind: 'finding', id, field: name, early: false, finding });
    }
    for (const one of lost) {
      // What stood when it was settled was written: deleting it afterwards does not undo that.
      if (one.settled || standing.includes(one)) continue;
      const reason = one.words === one.finding.matched ? 'judged' : 'deleted';
      events.push({ kind: 'withdraw', id: one.id, field: name, reason });
    }
    field.standing = standing;
    return events;
  }

  function forget(name: string): TypedEvent[] {
    const events = settle(name, 'blur');
    drop(name);
    return events;
  }

  function drop(name: string): void {
    fields.delete(name);
  }

  return {
    input({ field: name, text, caret, at, composing, context }) {
      const events: TypedEvent[] = [];
      const field = touch(name, context ?? TYPED, at, events);
      field.composing = composing === true;
      // What is not committed is not written: should it never be, the text before it stands.
      if (field.composing) return events;
      const own = take(name, field, text, caret);
      return events.length === 0 ? own : [...events, ...own];
    },
    key(name, char, at, context) {
      const events: TypedEvent[] = [];
      const field = touch(name, context ?? TYPED, at, events);
      field.keys = char === '\b' ? withoutLast(field.keys) : field.keys + char;
      events.push(...take(name, field, field.keys, field.keys.length));
      if (field.keys.length > MAX_KEYS) {
        events.push(...settle(name, 'pause'));
        forgetFirst(field, MAX_KEYS >> 1);
      }
      if (char === '\n' || char === '\r') events.push(...settle(name, 'enter'));
      return events;
    },
    settle,
    pause(at) {
      const events: TypedEvent[] = [];
      for (const [name, field] of fields) {
        if (isWaiting(field) && at - field.at >= pauseMs) events.push(...settle(name, 'pause'));
        if (field.text === undefined && field.keys !== '' && at - field.at >= KEYS_KEPT_MS) beginAnew(field);
      }
      return events;
    },
    nextDue() {
      let due = Number.POSITIVE_INFINITY;
      for (const field of fields.values()) {
        if (isWaiting(field)) due = Math.min(due, field.at + pauseMs);
        else if (field.keys !== '') due = Math.min(due, field.at + KEYS_KEPT_MS);
      }
      return Number.isFinite(due) ? due : undefined;
    },
    forget,
    drop,
  };
}

function newField(early: EarlyWatch): Field {
  return {
    text: undefined,
    length: 0,
    caret: 0,
    composing: false,
    at: 0,
    context: TYPED,
    standing: [],
    early,
    keys: '',
  };
}

function isWaiting({ text, composing }: Field): boolean {
  return text !== undefined && !composing;
}

/** What keys write from now on has nothing before it. */
function beginAnew(field: Field): void {
  field.keys = '';
  field.length = 0;
  field.standing = [];
}

/** Keeps what keys have written from `by` on. */
function forgetFirst(field: Field, by: number): void {
  field.keys = field.keys.slice(by);
  field.length = field.keys.length;
  for (const one of field.standing) one.start -= by;
  field.standing = field.standing.filter(({ start }) => start >= 0);
}

/** What of a text is looked at, and from where on it is decided upon; before that it is only context. */
type Part = {
  readonly from: number;
  readonly to: number;
  readonly decideFrom: number;
  /** False if what was not found may stand all the same. */
  readonly whole: boolean;
};

/** At most `MAX_TEXT` units around the caret: nobody types more, and a pasted book is read as far as that. */
function wholeOf(text: string, caret: number): Part {
  if (text.length <= MAX_TEXT) return { from: 0, to: text.length, decideFrom: 0, whole: true };
  const farthest = text.length - MAX_TEXT;
  const from = wordEdge(text, Math.max(0, Math.min(caret - (MAX_TEXT >> 1), farthest)), caret);
  return { from, to: wordEdge(text, from + MAX_TEXT, text.length), decideFrom: from, whole: true };
}

function isBeyond({ words, start }: Standing, part: Part): boolean {
  return words !== '' && (start < part.from || start >= part.to);
}

function aroundCaret(text: string, caret: number): Part {
  const from = wordEdge(text, Math.max(0, caret - BEFORE), caret);
  const decideFrom = Math.max(0, caret - (BEFORE >> 1));
  return {
    from,
    to: wordEdge(text, Math.min(text.length, caret + AFTER), text.length),
    decideFrom,
    whole: false,
  };
}

/** The first place between words from `at` on; `at` itself where there is none near, or before `limit`. */
function wordEdge(text: string, at: number, limit: number): number {
  if (at === 0 || at >= text.length) return at;
  for (let edge = at; edge < Math.min(limit, at + EDGE); edge += 1)
    if (text.charCodeAt(edge) <= SPACE) return edge;
  return at;
}

/** Whether the text before the caret ends in a line end, or in a sign that ends a sentence and a space. */
function endsSentence(text: string, caret: number): boolean {
  const last = text.charCodeAt(caret - 1);
  // Most keys are letters, and this looks at each.
  if (last > SPACE && last < FIRST_WIDE_SPACE) return false;
  return last === NEWLINE || SENTENCE_END.test(text.slice(Math.max(0, caret - 4), caret));
}

function withoutLast(text: string): string {
  return text.slice(0, (text.codePointAt(text.length - 2) ?? 0) > 0xffff ? -2 : -1);
}
