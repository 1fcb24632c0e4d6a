// What is used of the npm package `x11` 4.2.2, which has no types of its own. Seen in its source, not in its manual.
// Others that need more of it add to these interfaces from a declaration of their own (`declare module 'x11'` merges).

declare module 'x11' {
  import type { Duplex } from 'node:stream';

  /** A refusal of the X server. Returning `true` from the callback that gets it says that it is dealt with. */
  export interface XError extends Error {
    /** Code of the core protocol, such as 3 for a window that is not there, or of an extension. */
    readonly error: number;
    readonly badParam?: number;
    readonly majorOpcode?: number;
    readonly minorOpcode?: number;
  }

  /** Exactly one of the two is there. */
  export type Done<T> = (error: XError | Error | null | undefined, value?: T) => boolean | void;

  /** An event as the library takes it apart; which of the other members are there depends on `name`. */
  export interface XEvent {
    readonly type: number;
    readonly name?: string;
    /** The window that it is about. */
    readonly wid?: number;
    readonly time?: number;
    readonly [member: string]: unknown;
  }

  export interface Property {
    /** Atom of the type; 0 when there is no such property. */
    readonly type: number;
    /** Bits of an element: 8, 16 or 32. */
    readonly format: number;
    /** Bytes that were beyond the length asked for. */
    readonly bytesAfter: number;
    readonly data: Buffer;
  }

  export interface Geometry {
    readonly xPos: number;
    readonly yPos: number;
    readonly width: number;
    readonly height: number;
    readonly depth: number;
  }

  export interface PackStream {
    put(bytes: Buffer): void;
    /** @param reply whether the request is answered */
    submit(reply?: boolean): void;
    readonly stats: { readonly packets: number; readonly bytes: number };
  }

  export interface Screen {
    readonly root: number;
    readonly pixel_width: number;
    readonly pixel_height: number;
    readonly root_depth: number;
    readonly root_visual: number;
    readonly white_pixel: number;
    readonly black_pixel: number;
    readonly default_colormap: number;
  }

  export interface Connected {
    readonly client: Client;
    readonly screen: readonly Screen[];
    readonly min_keycode: number;
    readonly max_keycode: number;
    /** In units of four bytes. */
    readonly max_request_length: number;
    readonly resource_base: number;
    readonly resource_mask: number;
    /** Keyed by depth. */
    readonly format: Readonly<Record<number, { readonly bits_per_pixel: number }>>;
    /** 0: the lowest byte of a pixel comes first. */
    readonly image_byte_order: number;
  }

  /** What every extension of the server is numbered by. */
  export interface Extension {
    readonly majorOpcode: number;
    readonly firstEvent: number;
    readonly firstError: number;
  }

  export interface Damage extends Extension {
    /** @param level 3: told once, when there is damage where there was none */
    Create(damage: number, drawable: number, level: 3): void;
    Destroy(damage: number): void;
    /** @param repair a region, 0: all of it @param parts the region that is made of what was taken away; 0: none */
    Subtract(damage: number, repair: 0, parts: number): void;
  }

  export interface Region {
    readonly extents: {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    };
  }

  export interface Fixes extends Extension {
    CreateRegion(region: number, rectangles: readonly []): void;
    DestroyRegion(region: number): void;
    /** Makes `into` the smallest rectangle around a region. */
    RegionExtents(region: number, into: number): void;
    FetchRegion(region: number, done: Done<Region>): void;
  }

  export interface RandR extends Extension {
    SelectInput(window: number, mask: number): void;
    readonly major_version: number;
    readonly minor_version: number;
  }

  export interface ClientIds extends Extension {
    /** @param specs `mask` 2: the process, where the server knows it */
    QueryClientIds(
      specs: readonly { readonly client: number; readonly mask: 2 }[],
      done: Done<
        readonly { readonly client: number; readonly mask: number; readonly value: readonly number[] }[]
      >,
    ): void;
  }

  export interface ScreenSaver extends Extension {
    /** `idle`: milliseconds since a key or the pointer was used */
    QueryInfo(drawable: number, done: Done<{ readonly idle: number }>): void;
  }

  export interface SharedMemory extends Extension {
    readonly major: number;
    readonly minor: number;
    /** Whether the socket can hand an open file to the server. */
    readonly fdCapable: boolean;
    AttachFd(segment: number, fd: number, readOnly: boolean, done: Done<void>): void;
    Detach(segment: number): void;
    GetImage(
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planes: number,
      format: 2,
      segment: number,
      offset: number,
      done: Done<{ readonly depth: number; readonly visual: number; readonly size: number }>,
    ): void;
  }

  export interface Testing extends Extension {
    /**
     * @param type 2 and 3 a key, 4 and 5 a button goes down and up, 6 the pointer is moved
     * @param detail key or button; of a movement 0: to these coordinates
     * @param delay milliseconds that the server waits first
     */
    FakeInput(
      type: 2 | 3 | 4 | 5 | 6,
      detail: number,
      delay: number,
      window: number,
      x: number,
      y: number,
    ): void;
    /** @param impervious works on while another program has the server to itself */
    GrabControl(impervious: boolean): void;
  }

  /** Keyed by the library's name of the file. */
  export interface Extensions {
    damage: Damage;
    fixes: Fixes;
    randr: RandR;
    res: ClientIds;
    'screen-saver': ScreenSaver;
    shm: SharedMemory;
    xtest: Testing;
  }

  // Atoms are not asked for here: the library keeps those of one server for every other one. See `display.ts`.
  /** Methods with `done` are answered; the others tell of a refusal only as an `error` event of the client. */
  export interface Client {
    seq_num: number;
    readonly pack_stream: PackStream;
    /** Keyed by sequence number: how to read the reply, and who waits for it. */
    readonly replies: Record<number, [read: ((body: Buffer, detail: number) => unknown) | null, Done<never>]>;
    readonly stream: Duplex;
    readonly display: Connected;
    /** Keyed by event number: what to make of an event of an extension. */
    readonly eventParsers: Record<
      number,
      (type: number, seq: number, extra: number, code: number, raw: Buffer) => XEvent
    >;
    on(event: 'error', listener: (error: XError | Error) => void): this;
    on(event: 'event', listener: (event: XEvent) => void): this;
    on(event: 'end', listener: () => void): this;
    terminate(): void;
    AllocID(): number;
    ReleaseID(id: number): void;
    require<Name extends keyof Extensions>(
      name: Name,
      done: (error: Error | null | undefined, extension?: Extensions[Name]) => void,
    ): void;

    /** @param offset and `length` in units of four bytes */
    GetProperty(
      del: 0 | 1,
      window: number,
      property: number,
      type: number,
      offset: number,
      length: number,
      done: Done<Property>,
    ): void;
    /** @param mode 0 replace, 1 put before, 2 put after */
    ChangeProperty(
      mode: 0 | 1 | 2,
      window: number,
      property: number,
      type: number,
      format: 8 | 16 | 32,
      data: Buffer,
    ): void;
    DeleteProperty(window: number, property: number): void;
    ChangeWindowAttributes(window: number, attributes: { readonly eventMask?: number }): void;
    GetGeometry(drawable: number, done: Done<Geometry>): void;
    TranslateCoordinates(
      from: number,
      to: number,
      x: number,
      y: number,
      done: Done<{ readonly destX: number; readonly destY: number; readonly child: number }>,
    ): void;
    /** `mapState` 2: it and all that it is in are shown. */
    GetWindowAttributes(
      window: number,
      done: Done<{ readonly mapState: number; readonly overrideRedirect: number }>,
    ): void;
    GetInputFocus(done: Done<{ readonly focus: number; readonly revertTo: number }>): void;
    QueryTree(
      window: number,
      done: Done<{ readonly root: number; readonly parent: number; readonly children: readonly number[] }>,
    ): void;
    /** A bit for each keycode: whether the key is down. */
    QueryKeymap(done: Done<Uint8Array>): void;
    QueryPointer(
      window: number,
      done: Done<{
        readonly rootX: number;
        readonly rootY: number;
        readonly child: number;
        readonly keyMask: number;
      }>,
    ): void;
    /** @param format 2: whole pixels */
    GetImage(
      format: 2,
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planes: number,
      done: Done<{ readonly depth: number; readonly visualId: number; readonly data: Buffer }>,
    ): void;
    /** One list of keysyms for each key. */
    GetKeyboardMapping(firstKey: number, keys: number, done: Done<readonly (readonly number[])[]>): void;
    SendClientMessage(
      destination: number,
      window: number,
      type: number,
      format: 8 | 16 | 32,
      data: readonly number[],
      eventMask?: number,
      done?: Done<void>,
    ): void;
    KillClient(resource: number): void;
  }

  export interface Options {
    readonly stream: Duplex;
    readonly auth: { readonly name: string; readonly data: string };
    readonly display: string;
    readonly shm?: false;
  }

  const library: {
    createClient(
      options: Options,
      done: (error: Error | null | undefined, connected?: Connected) => void,
    ): Client;
    /** What the keysyms are called, read when it is first asked for. */
    readonly keySyms: unknown;
  };
  export default library;
}

declare module 'x11/lib/fdpass.js' {
  import type { Socket } from 'node:net';

  const fdpass: {
    /** Whether this Node can hand an open file to another process. */
    available(): boolean;
    /** A socket that is still connecting, over which open files can be handed; null where that cannot be done. */
    connect(path: string, options?: { readonly receiveFds?: false }): Socket | null;
  };
  export default fdpass;
}
