import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup, addMembers } from '@lapwing/protocol/features/groups/api.ts';
import type { z } from 'zod';
import type { BenchServer } from './screens-server.ts';

/** Devices that the server lets in within a minute from one address, with a little to spare. */
const OF_AN_ADDRESS = 280;
/** Members that are put in a group by one request at most. */
const MEMBERS_AT_ONCE = 100;

/** A room of the school, as the group that a teacher has before them. */
export interface Room {
  readonly groupId: string;
  /** Ids of its devices. */
  readonly devices: ReadonlySet<string>;
}

/** The server lets so many devices of one address in within a minute; Linux has many that are its own. */
export function addressesFor(devices: number): string[] {
  const count = process.platform === 'linux' ? Math.ceil(devices / OF_AN_ADDRESS) : 1;
  return Array.from({ length: count }, (_, place) => `127.0.0.${place + 1}`);
}

/** Every device of the school. */
export async function devicesOf(server: BenchServer): Promise<{ id: string; name: string }[]> {
  return (await ask(server, listDevices)).devices.map(({ id, name }) => ({ id, name }));
}

/** Makes a room of these devices. */
export async function makeRoom(server: BenchServer, devices: readonly string[]): Promise<Room> {
  const made = await ask(server, addGroup, { name: 'Hall', kind: 'devices', parentId: null });
  await join(server, made.id, devices);
  return { groupId: made.id, devices: new Set(devices) };
}

/** Puts devices into a group. */
export async function join(server: BenchServer, groupId: string, devices: readonly string[]): Promise<void> {
  for (let first = 0; first < devices.length; first += MEMBERS_AT_ONCE)
    await ask(server, at(addMembers, groupId), { ids: devices.slice(first, first + MEMBERS_AT_ONCE) });
}

/** What is asked of the server: an endpoint of the protocol, or one with its path filled in. */
interface Asked<Reply extends z.ZodType> {
  readonly method: string;
  readonly path: string;
  readonly reply: Reply;
}

/** The same endpoint with an id in its path. */
export function at<Reply extends z.ZodType>(endpoint: Asked<Reply>, id: string): Asked<Reply> {
  const { method, path, reply } = endpoint;
  return { method, path: path.replace(':id', id), reply };
}

/**
 * One request, as the console sends it when something is pressed.
 * @throws where the server does not agree
 */
export async function ask<Reply extends z.ZodType>(
  server: BenchServer,
  { method, path, reply }: Asked<Reply>,
  body?: object,
): Promise<z.infer<Reply>> {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      cookie: server.cookie,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return reply.parse(await answer.json());
}
