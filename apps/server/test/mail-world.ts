import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Clock } from '../src/platform/clock/clock.ts';
import type { World } from './world.ts';

/** A clock that goes on by itself and can be put on. */
export interface TestClock extends Clock {
  set(moment: string): void;
  forward(ms: number): void;
}

export function testClock(): TestClock {
  let shift = 0;
  return {
    now: () => Date.now() + shift,
    set(moment) {
      shift = Date.parse(moment) - Date.now();
    },
    forward(ms) {
      shift += ms;
    },
  };
}

const PATIENCE_MS = 15_000;

/** A mail that a mail server has taken. */
export interface Taken {
  readonly to: string;
  readonly raw: string;
  readonly parsed: ParsedMail;
}

/** A real mail server that can be down, slow, or unwilling. */
export interface TestMailServer {
  readonly port: number;
  /** Everything that it has said 250 to. */
  readonly taken: readonly Taken[];
  /** Waits until so many mails were taken in all. */
  until(count: number): Promise<readonly Taken[]>;
  /** Waits until it is asked to take a mail, whatever becomes of it. */
  asked(): Promise<void>;
  close(): Promise<void>;
}

/** An answer that refuses with an SMTP status, such as 550. */
export function refusal(status: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode: status });
}

export async function startMailServer(
  options: {
    port?: number;
    /** Called before the recipient is accepted. */
    rcpt?: (address: string) => Error | null;
    /** Called with all of the mail there, before it is accepted; what it waits for is the slowness. */
    data?: (to: string, raw: string) => Promise<void>;
    more?: SMTPServerOptions;
  } = {},
): Promise<TestMailServer> {
  const taken: Taken[] = [];
  const events = new EventEmitter();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo(address, _session, done) {
      done(options.rcpt?.(address.address) ?? null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const to = session.envelope.rcptTo[0]?.address ?? '';
        events.emit('asked');
        async function accept(): Promise<void> {
          try {
            await options.data?.(to, raw);
            taken.push({ to, raw, parsed: await simpleParser(raw) });
            done(null);
            events.emit('taken');
          } catch (cause) {
            done(cause instanceof Error ? cause : new Error('refused'));
          }
        }
        void accept();
      });
    },
    ...options.more,
  });
  // Whoever breaks a connection off is part of what is tried.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    taken,
    async until(count) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      while (taken.length < count) await once(events, 'taken', { signal });
      return taken;
    },
    async asked() {
      await once(events, 'asked', { signal: AbortSignal.timeout(PATIENCE_MS) });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Lets the device of the world report a capture, and waits until it is stored. Returns its id. */
export async function report(
  world: World,
  severity: Severity,
  more: { policy?: string; term?: string; evidence?: unknown; id?: string } = {},
): Promise<string> {
  const id = more.id ?? randomUUID();
  world.line.send({
    type: 'captures/reported',
    id,
    sessionId: world.ids.session,
    at: new Date().toISOString(),
    finding: {
      term: more.term ?? 'suicide.not-be-here',
      policy: more.policy ?? 'suicide',
      severity,
      severityBefore: severity,
      because: [],
      source: 'typed',
      sentence: 'a flimmer of secret words',
      start: 2,
      end: 9,
      count: 1,
      pack: 'a'.repeat(64),
    },
    context: {
      application: 'Chromium',
      windowTitle: 'Secret title of a window',
      url: 'http://docs.example/secret-address',
    },
    evidence: more.evidence ?? { state: 'none', reason: 'switched-off' },
  });
  await world.line.next();
  return id;
}
