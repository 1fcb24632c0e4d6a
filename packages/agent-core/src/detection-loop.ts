import { detached } from '@lapwing/detection/detach.ts';
import type { Finding, ScanOptions, TermView } from '@lapwing/detection/finding.ts';
import { createMerger } from '@lapwing/detection/merge.ts';
import { oneSign } from '@lapwing/detection/one-sign.ts';
import type { Source } from '@lapwing/detection/term.ts';
import { createTypedText, type TypedEvent, type TypedText } from '@lapwing/detection/typed.ts';
import type { Watch } from '@lapwing/detection/watch.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import type { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { hostOf, isWithin } from './address.ts';
import type { Captures, Seen } from './capture.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { Held } from './content.ts';
import { fieldExclusion } from './field-exclusion.ts';
import type { AgentInput, Surroundings, TypedInput } from './input.ts';
import { siteClassOf } from './site-class.ts';
import type { LoadedTerms } from './state.ts';

/** Longer texts are cut: nothing that a person reads or writes at once is longer. */
const MAX_SCANNED = 100_000;
const MAX_FIELDS = 200;
const MAX_IDS = 500;
/** What a page shows so soon after something was written there comes of that, under whatever address. */
const FOLLOWS_MS = 60_000;
const MAX_PAGES = 10;
/** Stands in `because` when a whole sentence turned out harmless after an early finding in it. */
export const SETTLED_HARMLESS = 'settle.harmless';

const WRITTEN: ReadonlySet<Source> = new Set(['typed', 'search', 'chat', 'ai-prompt']);

export interface DetectionLoop {
  /** Resolves when what was found, if anything, is safe. */
  feed(input: AgentInput): Promise<void>;
  /** Decides on what has been typed so far, wherever. */
  settleAll(): Promise<void>;
}

/** From what happens on the device to captures: SPEC.md, DET. */
export function createDetectionLoop(parts: {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly captures: Captures;
  readonly document: () => StateDocument | null;
  readonly terms: () => LoadedTerms | null;
  readonly rules: () => Held<Watch> | null;
  /** The school's hours are by the server's time, not by that of a device that may be wrong. */
  readonly serverNow: () => number;
  readonly sessionId: () => Promise<string | null>;
}): DetectionLoop {
  const { clock, random, log, captures, document, terms, rules, serverNow, sessionId } = parts;
  const merger = createMerger();
  const fields = new Map<string, Surroundings>();
  /** Scopes of what was written lately, by place, host and term: reading one's own words again is nothing new. */
  const written = new Map<string, { scope: string; pages: Set<string>; at: number }>();
  let typed: { of: LoadedTerms; text: TypedText } | null = null;
  let latest = 0;
  let cancelPause: Cancel = () => undefined;
  let work: Promise<void> = Promise.resolve();
  /** Captures begun by the input that is being looked at; the next input does not wait for their screenshots. */
  let begun: Promise<void>[] = [];

  const newId = (): string => uuidV7(clock.now(), random.bytes(10));

  /** The device's clock may be moved back; time for typed text may not. */
  function steadyNow(): number {
    latest = Math.max(latest, clock.now());
    return latest;
  }

  function watched(at: Surroundings, source: Source): LoadedTerms | null {
    const state = document();
    if (state === null || !state.detection.enabled || !state.detection.sources.includes(source)) return null;
    for (const url of [at.url, at.outerUrl ?? null]) {
      const host = url === null ? null : hostOf(url);
      if (host !== null && isWithin(host, state.detection.excludedHosts)) return null;
    }
    return terms();
  }

  /** What the school has decided about the terms, as it holds there now. */
  function viewOf(at: Surroundings, source: Source): TermView | undefined {
    const host = at.url === null ? null : hostOf(at.url);
    const outer = at.outerUrl ?? null;
    const outerHost = outer === null ? null : hostOf(outer);
    return rules()?.value.view({ source, host, outerHost, now: serverNow() });
  }

  async function typedText(of: LoadedTerms): Promise<TypedText> {
    if (typed?.of !== of) {
      // New terms came: what waits is decided upon by those that it was written under.
      await settleFields();
      typed = { of, text: createTypedText(of.engine, { newId }) };
      fields.clear();
    }
    return typed.text;
  }

  async function settleFields(): Promise<void> {
    // A copy, since what is found may change the map.
    for (const field of Array.from(fields.keys()))
      if (typed !== null) await onEvents(typed.text.settle(field, 'blur'));
  }

  /** What is written to an assistant or in a chat is told apart where the school has that source switched on. */
  function typedSource(at: Surroundings): Omit<ScanOptions, 'terms'> {
    const siteClass = siteClassOf(at.url === null ? null : hostOf(at.url));
    const source = siteClass === 'ai' ? 'ai-prompt' : siteClass === 'chat' ? 'chat' : 'typed';
    const on = document()?.detection.sources.includes(source) === true;
    return { source: on ? source : 'typed', siteClass };
  }

  async function onTyped(input: TypedInput): Promise<void> {
    if (fieldExclusion(input.field) !== null) {
      // What the field held before it was known for what it is goes too.
      typed?.text.drop(input.fieldId);
      fields.delete(input.fieldId);
      return;
    }
    const asked = typedSource(input.at);
    const of = watched(input.at, asked.source);
    if (of === null) return;
    const context = { ...asked, terms: viewOf(input.at, asked.source) };
    const text = await typedText(of);
    fields.delete(input.fieldId);
    fields.set(input.fieldId, input.at);
    if (fields.size > MAX_FIELDS) {
      const oldest = fields.keys().next();
      if (oldest.done !== true) await onEvents(text.forget(oldest.value));
      if (oldest.done !== true) fields.delete(oldest.value);
    }
    const { fieldId: field, caret, composing } = input;
    await onEvents(text.input({ field, text: input.text, caret, composing, at: steadyNow(), context }));
  }

  async function onEvents(events: readonly TypedEvent[]): Promise<void> {
    for (const event of events) {
      switch (event.kind) {
        case 'finding': {
          const at = fields.get(event.field);
          if (at !== undefined) await found(event.finding, at, event.id);
          break;
        }
        case 'amend':
          amended(event.id, event.finding);
          break;
        case 'withdraw':
          // Deleted words were written all the same and the capture says so; a harmless sentence is put right.
          if (event.reason === 'judged') harmless(event.id, fields.get(event.field));
          break;
      }
    }
  }

  function amended(id: string, finding: Finding): void {
    const shown = merger.amend(id, finding);
    if (shown !== undefined) begun.push(captures.amend(shown.id, shown.finding, rules()?.sha256 ?? null));
  }

  function harmless(id: string, at: Surroundings | undefined): void {
    const finding = merger.latest(id);
    if (finding === undefined) return;
    const { term, policy, source } = finding;
    // No longer looked for is not harmless: the hours of its policy may have ended while the sentence was written.
    if (at !== undefined && viewOf(at, source)?.sought(term, policy, true) === false) return;
    amended(id, { ...finding, severity: 'minor', because: [...finding.because, SETTLED_HARMLESS] });
  }

  async function found(read: Finding, at: Surroundings, id: string): Promise<void> {
    const ruled = rules()?.sha256 ?? null;
    const session = await sessionId();
    if (session === null) {
      log('detection.no-session');
      return;
    }
    // The finding outlives the text that it stands in: it must not keep all of a page in memory.
    const finding = detached(read);
    const seen: Seen = { finding, at, rules: ruled, sessionId: session };
    // A session is part of the scope, so that two people at one device are two captures.
    const merged = merger.offer(`${session}|${scopeOf(finding, at)}`, finding, id, clock.now());
    begun.push(
      merged.kind === 'first'
        ? captures.report(id, seen)
        : captures.repeat(merged.id, seen, merged.count, merged.raised),
    );
  }

  /**
   * What is written belongs to its page. What is searched for or read belongs to what was written in the same place and
   * on the same host, if that was the same term: under another address at once, so that one search is not three
   * captures and a conversation may get its address; under an address that it had so, and its own, also later.
   */
  function scopeOf(finding: Finding, at: Surroundings): string {
    const host = (at.url === null ? null : hostOf(at.url))?.replace(/^www\./, '') ?? at.application;
    const mark = `${at.place}|${host}|${finding.term}`;
    const page = `${at.place}|${at.url === null ? at.application : at.url.replace(/[?#].*$/s, '')}`;
    const before = written.get(mark);
    const follows =
      before !== undefined && (before.pages.has(page) || clock.now() - before.at < FOLLOWS_MS)
        ? before
        : undefined;
    if (follows !== undefined && follows.pages.size < MAX_PAGES) follows.pages.add(page);
    if (!WRITTEN.has(finding.source)) return follows?.scope ?? `read|${page}`;
    const goesOn =
      follows !== undefined && (finding.source === 'search' || follows.scope === `written|${page}`);
    const scope = goesOn ? follows.scope : `written|${page}`;
    written.delete(mark);
    written.set(mark, { scope, pages: goesOn ? follows.pages : new Set([page]), at: clock.now() });
    const oldest = written.keys().next();
    if (written.size > MAX_IDS && oldest.done !== true) written.delete(oldest.value);
    return scope;
  }

  async function scan(text: string, source: Source, at: Surroundings): Promise<void> {
    const of = watched(at, source);
    if (of === null || text.trim() === '') return;
    const siteClass = siteClassOf(at.url === null ? null : hostOf(at.url));
    const findings = of.engine.scan(text.slice(0, MAX_SCANNED), {
      source,
      siteClass,
      terms: viewOf(at, source),
    });
    // Several terms that read the same words in their own way are one sign, and one capture.
    for (const finding of oneSign(findings)) await found(finding, at, newId());
  }

  function schedulePause(): void {
    cancelPause();
    const due = typed?.text.nextDue();
    if (due === undefined) return;
    cancelPause = clock.setTimer(Math.max(1, due - steadyNow()), () => void run(pause));
  }

  async function pause(): Promise<void> {
    if (typed !== null) await onEvents(typed.text.pause(steadyNow()));
  }

  async function handle(input: AgentInput): Promise<void> {
    switch (input.kind) {
      case 'typed':
        return onTyped(input);
      case 'settled':
        if (typed !== null) await onEvents(typed.text.settle(input.fieldId, input.reason));
        return;
      case 'navigated':
        if (input.search !== null) await scan(input.search, 'search', input.at);
        // The address without its query when that was the search, which has been looked at already.
        if (input.at.url !== null) await scan(readable(input.at.url, input.search !== null), 'url', input.at);
        return;
      case 'caption':
        return scan(input.at.title, 'caption', input.at);
      case 'page-text':
        return scan(input.text, 'page', input.at);
      case 'named':
        return scan(input.text, input.source, input.at);
      case 'stirred':
        return;
      case 'gone':
        for (const [field, at] of fields) {
          if (at.place !== input.place || typed === null) continue;
          await onEvents(typed.text.forget(field));
          fields.delete(field);
        }
    }
  }

  /** In order, one after the other; a bug in one input is logged and does not stop those behind it. */
  function run(task: () => Promise<void>): Promise<void> {
    const mine: Promise<void>[] = [];
    const failed = (error: unknown): void =>
      log('detection.failed', { error: error instanceof Error ? error.name : 'unknown' });
    work = work
      .then(() => {
        begun = mine;
        return task();
      })
      .catch(failed)
      .finally(schedulePause);
    return finished(work, mine, failed);
  }

  return {
    feed: (input) => run(() => handle(input)),
    settleAll: () =>
      run(async () => {
        cancelPause();
        await settleFields();
      }),
  };
}

async function finished(
  work: Promise<void>,
  begun: readonly Promise<void>[],
  failed: (error: unknown) => void,
): Promise<void> {
  await work;
  for (const one of await Promise.allSettled(begun)) if (one.status === 'rejected') failed(one.reason);
}

/** An address as words: percent-encoding read, so that terms in it can be found. */
function readable(url: string, withoutQuery: boolean): string {
  const shown = (withoutQuery ? url.replace(/[?#].*$/s, '') : url).slice(0, 4000).replaceAll('+', ' ');
  try {
    return decodeURIComponent(shown);
  } catch {
    return shown;
  }
}
