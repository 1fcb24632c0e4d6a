import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, Socket } from 'node:net';

/**
 * Where a seat finds its agent. A handle cannot be handed to a process in another session of Windows (CreateProcessAsUserW,
 * "bInheritHandles"), so that the two meet at a named pipe, for one seat and once. The system lets every account write into
 * it, and so each end proves to the other that it knows the secret, which the agent put into the environment of the process
 * that it started: other accounts cannot read that. What the person's own programs can do there they can do to the seat
 * itself.
 */
export interface MeetingPlace {
  /** Name of the pipe. */
  readonly path: string;
  /** 64 hexadecimal digits. */
  readonly secret: string;
}

/** The agent's end. */
export interface Meeting {
  readonly place: MeetingPlace;
  /** The seat; null where none came in time. One that came is the only one: nobody can connect any more. */
  readonly seat: (withinMs: number) => Promise<Socket | null>;
  /** Nobody is waited for any more. A seat that has come stays. */
  readonly close: () => void;
}

const NONCE = 32;
const PROOF = 32;
/** Milliseconds in which whoever connects proves itself. */
const PROVES_WITHIN_MS = 5000;
/** Connections that have proved nothing yet, so that nobody fills the agent. */
const MOST_AT_ONCE = 8;

/**
 * Opens a place for one seat. Rejects where its name is taken.
 * @param path of the pipe, with a part that nobody can know before
 */
export async function openMeeting(path: string): Promise<Meeting> {
  const secret = randomBytes(32);
  const open = new Set<Socket>();
  let isOver = false;
  let come: (socket: Socket | null) => void = () => undefined;
  const came = new Promise<Socket | null>((resolve) => {
    come = resolve;
  });
  const server: Server = createServer((socket) => {
    // The seat proves itself at once: whoever has been silent for longest gives way, so that nobody keeps it out by waiting.
    const [longest] = open;
    if (open.size >= MOST_AT_ONCE && longest !== undefined) {
      open.delete(longest);
      longest.destroy();
    }
    open.add(socket);
    socket.on('error', () => undefined);
    void arrive(socket);
  });
  async function arrive(socket: Socket): Promise<void> {
    const isSeat = await proved(socket, async () => welcome(socket, secret));
    open.delete(socket);
    if (isSeat && isOver) socket.destroy();
    if (!isSeat || isOver) return;
    come(socket);
    close();
  }
  function close(): void {
    isOver = true;
    server.close();
    for (const socket of open) socket.destroy();
    come(null);
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // The person's account is not the service's.
    server.listen({ path, readableAll: true, writableAll: true }, resolve);
  });
  server.on('error', () => undefined);
  return {
    place: { path, secret: secret.toString('hex') },
    async seat(withinMs) {
      const late = setTimeout(() => come(null), withinMs);
      const socket = await came;
      clearTimeout(late);
      if (socket === null) close();
      return socket;
    },
    close,
  };
}

/** The seat's end. Null where nobody is there who knows the secret. */
export async function goToMeeting({ path, secret }: MeetingPlace): Promise<Socket | null> {
  const socket = new Socket();
  socket.on('error', () => undefined);
  socket.connect(path);
  return (await proved(socket, async () => introduce(socket, Buffer.from(secret, 'hex')))) ? socket : null;
}

async function proved(socket: Socket, prove: () => Promise<boolean>): Promise<boolean> {
  const late = setTimeout(() => socket.destroy(), PROVES_WITHIN_MS);
  const isProved = await prove().catch(() => false);
  clearTimeout(late);
  if (!isProved) socket.destroy();
  return isProved && !socket.destroyed;
}

/** The seat says a number that it made up; the agent another and its proof; the seat its own. */
async function welcome(socket: Socket, secret: Buffer): Promise<boolean> {
  const theirs = await take(socket, NONCE);
  if (theirs === null) return false;
  const ours = randomBytes(NONCE);
  socket.write(Buffer.concat([ours, proof(secret, 'agent', theirs, ours)]));
  const said = await take(socket, PROOF);
  return said !== null && timingSafeEqual(said, proof(secret, 'seat', theirs, ours));
}

async function introduce(socket: Socket, secret: Buffer): Promise<boolean> {
  const ours = randomBytes(NONCE);
  socket.write(ours);
  const said = await take(socket, NONCE + PROOF);
  if (said === null) return false;
  const theirs = said.subarray(0, NONCE);
  if (!timingSafeEqual(said.subarray(NONCE), proof(secret, 'agent', ours, theirs))) return false;
  socket.write(proof(secret, 'seat', ours, theirs));
  return true;
}

function proof(secret: Buffer, who: 'agent' | 'seat', ofSeat: Buffer, ofAgent: Buffer): Buffer {
  return createHmac('sha256', secret).update(who).update(ofSeat).update(ofAgent).digest();
}

/** So many bytes, and what comes after them stays where it is. Null where it ends before. */
function take(socket: Socket, bytes: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const settle = (taken: Buffer | null): void => {
      socket.off('readable', look);
      socket.off('close', over);
      socket.off('end', over);
      resolve(taken);
    };
    const look = (): void => {
      const taken: unknown = socket.read(bytes);
      // At the end it gives what there is.
      if (taken instanceof Buffer) settle(taken.length === bytes ? taken : null);
    };
    const over = (): void => settle(null);
    socket.on('readable', look);
    socket.on('close', over);
    socket.on('end', over);
    look();
  });
}
