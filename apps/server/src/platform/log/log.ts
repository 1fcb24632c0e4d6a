import { pino, type DestinationStream } from 'pino';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a log line may carry beside its event: ids, counts, durations, codes. Never a name, a text, a title or an address of a page. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Structured log: the event's name is fixed text, all that varies is in the fields. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields, cause?: unknown): void;
}

/**
 * A log of JSON lines. An error is written by its name, code and stack only: messages of database errors can quote
 * the row, and a row can hold what a child wrote.
 */
export function createLog(level: LogLevel, destination: DestinationStream): Log {
  const writer = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'event' },
    destination,
  );
  return {
    debug: (event, fields) => writer.debug(fields ?? {}, event),
    info: (event, fields) => writer.info(fields ?? {}, event),
    warn: (event, fields) => writer.warn(fields ?? {}, event),
    error: (event, fields, cause) => writer.error({ ...fields, ...describeCause(cause) }, event),
  };
}

function describeCause(cause: unknown): LogFields {
  if (!(cause instanceof Error)) return cause === undefined ? {} : { cause: typeof cause };
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  const frames = (cause.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  const inner = describeCause(cause.cause);
  return {
    cause: cause.name,
    code,
    stack: frames.slice(0, 8).join(' | '),
    ...(inner['cause'] === undefined ? {} : { innerCause: inner['cause'], innerCode: inner['code'] }),
  };
}

/** Drops every line; for tests that look at other things. */
export function silentLog(): Log {
  return { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
}
