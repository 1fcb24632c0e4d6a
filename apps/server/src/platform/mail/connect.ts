import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, connect, isIP, type Socket } from 'node:net';

/**
 * Where no mail server is, while something else may be that answers this machine alone: the machine's own link, the
 * services by which clouds tell a machine its keys, and addresses of nobody or everybody. The name of a mail server comes
 * from a school, and this machine stands inside another network.
 */
const NEVER = new BlockList();
NEVER.addSubnet('0.0.0.0', 8, 'ipv4');
NEVER.addSubnet('169.254.0.0', 16, 'ipv4');
NEVER.addSubnet('224.0.0.0', 3, 'ipv4');
NEVER.addAddress('100.100.100.200', 'ipv4');
NEVER.addAddress('168.63.129.16', 'ipv4');
NEVER.addAddress('192.0.0.192', 'ipv4');
NEVER.addAddress('::', 'ipv6');
NEVER.addSubnet('fe80::', 10, 'ipv6');
NEVER.addSubnet('ff00::', 8, 'ipv6');
NEVER.addAddress('fd00:ec2::254', 'ipv6');
NEVER.addAddress('fd20:ce::254', 'ipv6');

/** The place is none at which a mail server can be. */
export class NoMailThere extends Error {}

/** Whether it is an address, written as one, to which no mail is ever handed; false for a name. */
export function isNeverMail(host: string): boolean {
  // The zone behind a link-local address says on which link.
  const [address = ''] = host.replace(/^\[(.*)\]$/u, '$1').split('%');
  const family = isIP(address);
  return family !== 0 && NEVER.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Looks the name up as usual; what is looked up is what is connected to, so that nobody swaps it in between. */
function lookupForMail(
  name: string,
  options: LookupOptions,
  done: (error: Error | null, addresses: LookupAddress[] | string, family?: number) => void,
): void {
  lookup(name, { ...options, all: true }, (error, found) => {
    if (error !== null) return done(error, []);
    if (found.some(({ address }) => isNeverMail(address))) return done(new NoMailThere(name), []);
    const [first] = found;
    if (options.all === true || first === undefined) return done(null, found);
    done(null, first.address, first.family);
  });
}

/**
 * Connects to a mail server, by whichever of its addresses answers.
 *
 * @param timeoutMs milliseconds until it is given up with ETIMEDOUT
 * @throws NoMailThere where none can be; else what `net.connect` fails with
 */
export async function connectForMail(
  place: { readonly host: string; readonly port: number },
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Socket> {
  if (isNeverMail(place.host)) throw new NoMailThere(place.host);
  const socket = connect({ ...place, lookup: lookupForMail, autoSelectFamily: true });
  const end = (cause: Error): void => void socket.destroy(cause);
  const timer = setTimeout(
    () => end(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' })),
    timeoutMs,
  );
  const broken = (): void =>
    end(Object.assign(new Error('broken off', { cause: signal?.reason }), { code: 'EABORT' }));
  signal?.addEventListener('abort', broken, { once: true });
  try {
    if (signal?.aborted === true) broken();
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return socket;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', broken);
  }
}
