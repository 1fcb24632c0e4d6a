// What the agent in a browser and that of the desktop say to each other on one device. Each is a line of JSON.
import { z } from 'zod';
import { FieldFacts } from './field-facts.ts';
import type { AgentInput } from './input.ts';

/** UTF-16 units of a message to a browser, which takes no more than 1 MB of UTF-8 at once. */
export const MAX_TO_BROWSER = 340_000;
/** UTF-16 units of a part; in JSON, what is quoted in it is quoted again. */
const PART = 150_000;
const MOST_PARTS = 200;
/** Milliseconds within which the browser's agent answers a look; one that does not is silent. */
export const ANSWERS_WITHIN_MS = 3000;

const Text = z.string().max(200_000);
const Short = z.string().max(4000);
const Url = z.string().max(70_000).nullable();

const At = z.object({
  place: z.string().max(200),
  application: z.string().max(200),
  title: Short,
  url: Url,
  outerUrl: Url.exactOptional(),
});
const FieldId = z.string().max(400);

/** What happens in pages. Programs and files are told by nobody but the desktop's agent. */
export const BrowserInput = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('typed'),
    fieldId: FieldId,
    field: FieldFacts,
    text: Text,
    caret: z.number().int().min(0),
    composing: z.boolean(),
    at: At,
  }),
  z.object({ kind: z.literal('settled'), fieldId: FieldId, reason: z.enum(['blur', 'enter', 'submit']) }),
  z.object({ kind: z.literal('navigated'), search: Short.nullable(), at: At }),
  z.object({ kind: z.literal('caption'), at: At }),
  z.object({ kind: z.literal('page-text'), text: Text, at: At }),
  z.object({ kind: z.literal('stirred'), at: At }),
  z.object({ kind: z.literal('gone'), place: z.string().max(200) }),
]);
export type BrowserInput = z.infer<typeof BrowserInput>;

/** The window of the browser that has the keyboard. */
const Front = z.object({
  /** The browser's own number of the window. */
  window: z.number().int(),
  /** Name of its tab in front, as in `Surroundings.place`. */
  place: z.string().max(200),
  /** Title of that tab. */
  title: Short,
});
export type BrowserFront = z.infer<typeof Front>;

const OrderId = z.number().int();

/** Browser to desktop. */
export const FromBrowser = z.discriminatedUnion('kind', [
  /** It leaves everything to the desktop's agent from now on, or no longer does. */
  z.object({ kind: z.literal('joined'), joined: z.boolean() }),
  z.object({ kind: z.literal('input'), input: BrowserInput }),
  /** The answer to a look; also sent with look 0 when it becomes another. Null where none of its windows has the keyboard. */
  z.object({ kind: z.literal('front'), look: OrderId, front: Front.nullable() }),
  z.object({ kind: z.literal('applied'), order: OrderId, done: z.boolean() }),
  z.object({
    kind: z.literal('outcome'),
    order: OrderId,
    outcome: z.enum(['done', 'not-possible', 'blocked', 'failed']),
  }),
  z.object({
    kind: z.literal('ask'),
    wish: z.object({ kind: z.enum(['help', 'access']), url: Url, text: Short }),
  }),
  z.object({ kind: z.literal('withdraw'), id: z.string().max(100) }),
]);
export type FromBrowser = z.infer<typeof FromBrowser>;

/** Desktop to browser. What is `unknown` here is parsed where it is used. */
export const FromDesktop = z.discriminatedUnion('kind', [
  /** `status` is an `AgentStatus`. Sent first, and after every change. */
  z.object({ kind: z.literal('status'), status: z.unknown() }),
  /** Which window has the keyboard? */
  z.object({ kind: z.literal('look'), look: OrderId }),
  /** `web` is a `WebWanted`, whole. */
  z.object({ kind: z.literal('web'), order: OrderId, web: z.unknown() }),
  z.object({ kind: z.literal('open'), order: OrderId, url: z.string().max(10_000) }),
  z.object({ kind: z.literal('close-tabs'), order: OrderId, host: z.string().max(300), all: z.boolean() }),
  /** A piece of the text of one that is too long, in order; `more`: it is not the last. */
  z.object({ kind: z.literal('part'), text: z.string().max(MAX_TO_BROWSER), more: z.boolean() }),
]);
export type FromDesktop = z.infer<typeof FromDesktop>;

/** Null where the text is none. */
export function readFromBrowser(text: string): FromBrowser | null {
  return read(text, FromBrowser);
}

/** The lines that a message to a browser is sent as. */
export function linesToBrowser(message: FromDesktop): readonly string[] {
  const text = JSON.stringify(message);
  if (text.length <= MAX_TO_BROWSER) return [text];
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += PART)
    lines.push(
      JSON.stringify({
        kind: 'part',
        text: text.slice(at, at + PART),
        more: at + PART < text.length,
      } satisfies FromDesktop),
    );
  return lines;
}

/** Puts messages together that came in parts. @returns null for what is none, and while one is not whole */
export function createWholeMessages(): (message: unknown) => FromDesktop | null {
  let pieces: string[] = [];
  return (message) => {
    const parsed = FromDesktop.safeParse(message);
    if (!parsed.success) return null;
    if (parsed.data.kind !== 'part') return parsed.data;
    pieces.push(parsed.data.text);
    if (parsed.data.more && pieces.length < MOST_PARTS) return null;
    const whole = readFromDesktop(pieces.join(''));
    pieces = [];
    return whole;
  };
}

/** Null where the text is none. */
export function readFromDesktop(text: string): FromDesktop | null {
  return read(text, FromDesktop);
}

function read<Shape>(text: string, shape: z.ZodType<Shape>): Shape | null {
  try {
    const parsed = shape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** What an agent tells of a page, as it is sent; null for what no browser tells. */
export function toldByBrowser(input: AgentInput): BrowserInput | null {
  if (input.kind === 'named') return null;
  const parsed = BrowserInput.safeParse(input);
  return parsed.success ? parsed.data : null;
}
