import { z } from 'zod';

/** Most windows, monitors, spots or entries that one message names. */
const MANY = 2000;
/** Units of a text that a person or a program wrote. */
const LONG_TEXT = 100_000;

const Count = z.int().min(0);
const Pixel = z.int().min(-1_000_000).max(1_000_000);
const Side = z.int().min(0).max(100_000);
const Name = z.string().max(1000);
const Words = z.string().max(LONG_TEXT);
const Place = Name.nullable();

const AreaSchema = z.object({ x: Pixel, y: Pixel, width: Side, height: Side });
const MonitorSchema = AreaSchema.extend({ id: Name, primary: z.boolean() });
const WindowSchema = z.object({
  place: Name,
  title: Words,
  application: Words,
  executable: Name.nullable(),
  pid: Count.nullable(),
  area: AreaSchema,
  shown: z.boolean(),
  secret: z.boolean(),
});
const PersonSchema = z.object({
  account: Name,
  displayName: Name.nullable(),
  logOnId: Name,
  since: z.number().nullable(),
});
const FocusedSchema = z.enum(['secret', 'told', 'keys']);
const SpotSchema = z.object({
  id: Name,
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  label: Words,
});
const SpotsSchema = z.array(SpotSchema).max(MANY);
const LookSchema = z.object({ scale: z.number().positive().max(16), focused: Name.nullable() });
const SizeSchema = z.object({ width: Side, height: Side });
/** Tiles in their order; their pixels follow in the bytes, one tile after the other. */
const TilesSchema = z.array(z.tuple([Side, Side, Side, Side])).max(100_000);

export type TileArea = z.infer<typeof TilesSchema>[number];
export type PanelLook = z.infer<typeof LookSchema>;

/** What the seat says first: what it has, and how it stands. */
export const Hello = z.object({
  tell: z.literal('hello'),
  pid: Count,
  has: z.object({
    screen: z.boolean(),
    windows: z.boolean(),
    input: z.boolean(),
    target: z.boolean(),
    surfaces: z.boolean(),
    tray: z.boolean(),
    sound: z.boolean(),
    opener: z.boolean(),
    browsers: z.boolean(),
  }),
  gaps: z.array(Words).max(100),
  scale: z.number().positive().max(16),
  monitors: z.array(MonitorSchema).max(64),
  front: WindowSchema.nullable(),
  focused: FocusedSchema,
  hears: z.boolean(),
});
export type Hello = z.infer<typeof Hello>;

/** What it tells of the browsers that came to it; each has a number of its own. */
export const BrowserTold = z.discriminatedUnion('tell', [
  z.object({ tell: z.literal('browser.came'), browser: Count, pid: Count, startedAt: z.number() }),
  /** The line is in the bytes. */
  z.object({ tell: z.literal('browser.said'), browser: Count }),
  z.object({ tell: z.literal('browser.gone'), browser: Count }),
]);
export type BrowserTold = z.infer<typeof BrowserTold>;

/** What the seat tells without being asked. */
export const Told = z.discriminatedUnion('tell', [
  BrowserTold,
  z.object({ tell: z.literal('front'), front: WindowSchema.nullable() }),
  z.object({ tell: z.literal('gone'), place: Name }),
  z.object({ tell: z.literal('monitors'), monitors: z.array(MonitorSchema).max(64) }),
  z.object({ tell: z.literal('session') }),
  z.object({
    tell: z.literal('key'),
    key: Name,
    command: z.boolean(),
    place: Place,
    focused: FocusedSchema,
  }),
  z.object({
    tell: z.literal('field'),
    field: z.object({ fieldId: Name, place: Place, text: z.string(), caret: Count }),
  }),
  z.object({ tell: z.literal('focus'), focused: FocusedSchema }),
  z.object({ tell: z.literal('pointer') }),
  z.object({ tell: z.literal('hears'), hears: z.boolean() }),
  z.object({ tell: z.literal('held'), held: z.boolean() }),
  z.object({ tell: z.literal('cover.pressed'), cover: Count, spot: Name }),
  z.object({ tell: z.literal('panel.pressed'), panel: Count, spot: Name }),
  z.object({ tell: z.literal('panel.look'), panel: Count, look: LookSchema }),
  z.object({ tell: z.literal('panel.closed'), panel: Count }),
  z.object({ tell: z.literal('chosen'), entry: Name }),
]);
export type Told = z.infer<typeof Told>;

/** What comes back for an ask. */
export const Answered = z.object({ answer: Count, value: z.unknown() });

const Faced = { face: SizeSchema, spots: SpotsSchema, look: LookSchema };

/** What the agent asks of the screen. */
export const ScreenAsk = z.discriminatedUnion('do', [
  z.object({ do: z.literal('screen.monitors') }),
  z.object({ do: z.literal('screen.stamp') }),
  z.object({ do: z.literal('screen.grab'), area: AreaSchema.nullable() }),
  /** Nobody looks any more: the picture before is let go. */
  z.object({ do: z.literal('screen.rest') }),
]);
export type ScreenAsk = z.infer<typeof ScreenAsk>;

/** What it asks of the windows that are its own. */
export const SurfacesAsk = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('cover'),
    cover: Count,
    /** One for each kind of monitor; their pixels follow in the bytes, one after the other. */
    faces: z.array(SizeSchema.extend({ primary: z.boolean() })).max(64),
    spots: SpotsSchema,
    /** The same cover, drawn anew. */
    again: z.boolean(),
  }),
  z.object({ do: z.literal('uncover') }),
  z.object({ do: z.literal('panel.open'), panel: Count, title: Words, ...Faced }),
  z.object({ do: z.literal('panel.face'), panel: Count, ...Faced }),
  z.object({ do: z.literal('panel.close'), panel: Count }),
]);
export type SurfacesAsk = z.infer<typeof SurfacesAsk>;

/** What it asks of the browsers at the seat. */
export const BrowsersAsk = z.discriminatedUnion('do', [
  z.object({ do: z.literal('browsers.let'), account: Name.nullable() }),
  /** What was said last is taken in: the next may come. */
  z.object({ do: z.literal('browsers.heard') }),
  /** The line is in the bytes. */
  z.object({ do: z.literal('browsers.send'), browser: Count }),
  z.object({ do: z.literal('browsers.close'), browser: Count }),
]);
export type BrowsersAsk = z.infer<typeof BrowsersAsk>;

/** What it asks besides. */
export const PlainAsk = z.discriminatedUnion('do', [
  z.object({ do: z.literal('ping') }),
  z.object({ do: z.literal('session.current') }),
  z.object({ do: z.literal('session.idle') }),
  z.object({ do: z.literal('session.logOff'), graceMs: z.number().min(0).nullable() }),
  z.object({ do: z.literal('windows.list') }),
  z.object({ do: z.literal('windows.close'), place: Name }),
  z.object({ do: z.literal('target.move'), x: z.number(), y: z.number() }),
  z.object({ do: z.literal('target.button'), button: z.literal([0, 1, 2]), down: z.boolean() }),
  z.object({ do: z.literal('target.scroll'), lines: z.number() }),
  z.object({ do: z.literal('target.key'), code: Name, down: z.boolean() }),
  z.object({ do: z.literal('target.text'), text: Words }),
  z.object({ do: z.literal('target.release') }),
  z.object({
    do: z.literal('tray.show'),
    tip: Words,
    watching: z.boolean(),
    entries: z.array(z.object({ id: Name, label: Words, enabled: z.boolean() })).max(MANY),
  }),
  z.object({ do: z.literal('tray.hide') }),
  z.object({ do: z.literal('sound.mute'), muted: z.boolean() }),
  z.object({ do: z.literal('open'), url: Words }),
  z.object({ do: z.literal('close') }),
]);
export type PlainAsk = z.infer<typeof PlainAsk>;

/** All that the agent asks of the seat; each is answered once. */
export const Ask = z.discriminatedUnion('do', [ScreenAsk, SurfacesAsk, BrowsersAsk, PlainAsk]);
export type Ask = z.infer<typeof Ask>;
export const Asked = z.object({ ask: Count, of: Ask });

const Yes = z.boolean();
const Done = z.null();

/** What each ask is answered with. */
export const ANSWERS = {
  ping: Done,
  'session.current': PersonSchema.nullable(),
  'session.idle': z.number().nullable(),
  'session.logOff': z.enum(['done', 'not-possible', 'failed']),
  'screen.monitors': z.array(MonitorSchema).max(64),
  'screen.stamp': z.number(),
  'screen.grab': z.discriminatedUnion('ok', [
    z.object({
      ok: z.literal(true),
      area: AreaSchema,
      takenAt: z.number(),
      /** Another one: both begin with a black picture again. */
      picture: Count,
      desktop: SizeSchema,
      tiles: TilesSchema,
    }),
    z.object({ ok: z.literal(false), why: z.enum(['hidden', 'not-possible', 'failed']) }),
  ]),
  'screen.rest': Done,
  'windows.list': z.array(WindowSchema).max(MANY),
  'windows.close': Yes,
  'target.move': Yes,
  'target.button': Yes,
  'target.scroll': Yes,
  'target.key': Yes,
  'target.text': Yes,
  'target.release': Done,
  cover: Yes,
  uncover: Yes,
  'panel.open': Yes,
  'panel.face': Done,
  'panel.close': Done,
  'browsers.let': Yes,
  'browsers.heard': Done,
  'browsers.send': Yes,
  'browsers.close': Done,
  'tray.show': Yes,
  'tray.hide': Done,
  'sound.mute': Yes,
  open: Yes,
  close: Done,
} as const satisfies Record<Ask['do'], z.ZodType>;

export type AnswerTo<Do extends Ask['do']> = z.infer<(typeof ANSWERS)[Do]>;

/** Asks the seat. @returns null when it is gone, hung, or answers what makes no sense; its bytes besides */
export type AskSeat = <One extends Ask>(
  ask: One,
  body?: readonly Uint8Array[],
) => Promise<{ readonly value: AnswerTo<One['do']>; readonly body: Uint8Array } | null>;

/** An answer, with bytes that belong to it. */
export interface Answer {
  readonly value: unknown;
  readonly body?: readonly Uint8Array[];
}
