import { request } from 'node:http';

import { decodeIpp, encodeIpp, GROUPS, type IppAttribute, type IppGroup, type IppReply } from './ipp.ts';

/** A printer as CUPS keeps it. */
export interface CupsPrinter {
  readonly name: string;
  readonly stopped: boolean;
}

/** A job as CUPS keeps it. */
export interface CupsJob {
  /** CUPS counts them up; it is never given again. */
  readonly number: number;
  readonly id: string;
  readonly printer: string;
  readonly document: string;
  readonly account: string | null;
  readonly pages: number | null;
  readonly state: number;
}

/** States of a job (RFC 8011, section 5.3.7). */
export const JOB = Object.freeze({ canceled: 7, aborted: 8, completed: 9 });

export interface Cups {
  /** Null where CUPS does not answer. */
  printers(): Promise<readonly CupsPrinter[] | null>;
  jobs(which: 'completed' | 'not-completed', from: number): Promise<readonly CupsJob[] | null>;
  /** All the following: false where it was not done. */
  pause(printer: string): Promise<boolean>;
  resume(printer: string): Promise<boolean>;
  /** True too where it is over already. */
  cancel(job: number): Promise<boolean>;
}

/** Operations of RFC 8011 and of CUPS. */
const OPERATIONS = Object.freeze({
  cancelJob: 0x0008,
  getJobs: 0x000a,
  pausePrinter: 0x0010,
  resumePrinter: 0x0011,
  getPrinters: 0x4002,
});
const PRINTER_STOPPED = 5;
const NOT_FOUND = 0x0406;
const NOT_POSSIBLE = 0x0404;
const ANSWER_MS = 5_000;
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_JOBS = 1_000;
const EVERYTHING = 'ipp://localhost/';

/**
 * CUPS by IPP over its local socket, as the account that we are: it reads that from the kernel.
 * @param socket path of the socket
 */
export function createCups(socket: string): Cups {
  const ask = async (
    path: string,
    operation: number,
    more: readonly IppAttribute[],
  ): Promise<IppReply | null> => {
    const attributes: readonly IppAttribute[] = [
      { name: 'attributes-charset', type: 'charset', values: ['utf-8'] },
      { name: 'attributes-natural-language', type: 'language', values: ['en'] },
      ...more,
    ];
    return send(socket, path, encodeIpp(operation, attributes));
  };
  const to = (printer: string): IppAttribute => ({
    name: 'printer-uri',
    type: 'uri',
    values: [`${EVERYTHING}printers/${encodeURIComponent(printer)}`],
  });
  const user: IppAttribute = { name: 'requesting-user-name', type: 'name', values: ['root'] };
  const done = (reply: IppReply | null): boolean => reply !== null && reply.status <= 0xff;
  return {
    printers: async () => {
      const reply = await ask('/', OPERATIONS.getPrinters, [
        user,
        {
          name: 'requested-attributes',
          type: 'keyword',
          values: ['printer-name', 'printer-state', 'printer-type'],
        },
      ]);
      // Without any printer CUPS answers that there are none.
      if (reply?.status === NOT_FOUND) return [];
      return reply !== null && done(reply) ? groupsOf(reply, GROUPS.printer).map(readPrinter) : null;
    },
    jobs: async (which, from) => {
      const reply = await ask('/', OPERATIONS.getJobs, [
        { name: 'printer-uri', type: 'uri', values: [EVERYTHING] },
        user,
        { name: 'limit', type: 'integer', values: [MOST_JOBS] },
        { name: 'first-job-id', type: 'integer', values: [Math.max(1, from)] },
        { name: 'which-jobs', type: 'keyword', values: [which] },
        {
          name: 'requested-attributes',
          type: 'keyword',
          values: [
            'job-id',
            'job-uuid',
            'job-name',
            'job-printer-uri',
            'job-originating-user-name',
            'job-state',
            'job-impressions-completed',
            'job-media-sheets-completed',
          ],
        },
      ]);
      if (reply?.status === NOT_FOUND) return [];
      if (reply === null || !done(reply)) return null;
      return groupsOf(reply, GROUPS.job)
        .map(readJob)
        .filter((job) => job !== null);
    },
    pause: async (printer) => done(await ask('/admin/', OPERATIONS.pausePrinter, [to(printer), user])),
    resume: async (printer) => {
      const reply = await ask('/admin/', OPERATIONS.resumePrinter, [to(printer), user]);
      return done(reply) || reply?.status === NOT_FOUND;
    },
    cancel: async (job) => {
      const reply = await ask('/jobs/', OPERATIONS.cancelJob, [
        { name: 'job-uri', type: 'uri', values: [`${EVERYTHING}jobs/${job}`] },
        user,
      ]);
      return done(reply) || reply?.status === NOT_FOUND || reply?.status === NOT_POSSIBLE;
    },
  };
}

function groupsOf(reply: IppReply, tag: number): readonly IppGroup[] {
  return reply.groups.filter((group) => group.tag === tag);
}

function textOf(group: IppGroup, name: string): string {
  const value = group.attributes.get(name)?.[0];
  return typeof value === 'string' ? value : '';
}

function numberOf(group: IppGroup, name: string): number | null {
  const value = group.attributes.get(name)?.[0];
  return typeof value === 'number' ? value : null;
}

function readPrinter(group: IppGroup): CupsPrinter {
  return {
    name: textOf(group, 'printer-name'),
    stopped: numberOf(group, 'printer-state') === PRINTER_STOPPED,
  };
}

function readJob(group: IppGroup): CupsJob | null {
  const number = numberOf(group, 'job-id');
  const state = numberOf(group, 'job-state');
  if (number === null || state === null) return null;
  const [sheets, sides] = [
    numberOf(group, 'job-media-sheets-completed') ?? 0,
    numberOf(group, 'job-impressions-completed') ?? 0,
  ];
  const pages = Math.max(sheets, sides);
  const last = textOf(group, 'job-printer-uri').split('/').at(-1) ?? '';
  return {
    number,
    id: textOf(group, 'job-uuid') || `cups-${number}`,
    printer: decodeSafely(last),
    document: textOf(group, 'job-name').slice(0, 500),
    account: textOf(group, 'job-originating-user-name') || null,
    pages: pages > 0 ? pages : null,
    state,
  };
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function send(socketPath: string, path: string, body: Buffer): Promise<IppReply | null> {
  return new Promise((resolve) => {
    const failed = (): void => {
      resolve(null);
    };
    const asked = request(
      {
        socketPath,
        path,
        method: 'POST',
        agent: false,
        headers: {
          host: 'localhost',
          'content-type': 'application/ipp',
          'content-length': body.length,
          authorization: 'PeerCred root',
        },
        signal: AbortSignal.timeout(ANSWER_MS),
      },
      (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on('data', (part: Buffer) => {
          length += part.length;
          if (length > MOST_BYTES) asked.destroy();
          else parts.push(part);
        });
        response.on('error', failed);
        response.on('close', failed);
        response.on('end', () => {
          resolve(response.statusCode === 200 ? decodeIpp(Buffer.concat(parts)) : null);
        });
      },
    );
    asked.on('error', failed);
    asked.end(body);
  });
}
