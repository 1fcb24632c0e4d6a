import type { Monitor } from '../platform/contract/screen.ts';
import type { Cover, Face, Panel, PanelWanted, Spot, Surfaces } from '../platform/contract/surfaces.ts';
import type { Listeners } from '../platform/contract/listeners.ts';
import type { AskSeat, Hello, PanelLook, Told } from './messages.ts';

interface Standing {
  readonly id: number;
  readonly cover: Cover;
  readonly pressed: (spot: string) => void;
}

interface Open {
  readonly wanted: PanelWanted;
  readonly pressed: (spot: string) => void;
  readonly closed: () => void;
  look: PanelLook;
}

interface Drawn {
  readonly face: { readonly width: number; readonly height: number };
  readonly spots: Spot[];
  readonly look: PanelLook;
}

/** Windows at the other end of the pipe: what stands in them is drawn here, and goes there before it is needed. */
export function createSurfacesProxy(
  hello: Pick<Hello, 'monitors' | 'scale'>,
  ask: AskSeat,
  told: Listeners<[Told]>,
): Surfaces {
  const panels = new Map<number, Open>();
  let monitors: readonly Monitor[] = hello.monitors;
  let scale = hello.scale;
  let standing: Standing | null = null;
  let last = 0;

  async function show({ id, cover }: Standing, again: boolean): Promise<boolean> {
    const kinds = new Map<string, { readonly face: Face; readonly primary: boolean }>();
    // The primary first: what can be pressed is known once that is drawn.
    for (const { width, height, primary } of monitors.toSorted(
      (a, b) => Number(b.primary) - Number(a.primary),
    )) {
      const kind = `${String(width)} ${String(height)} ${String(primary)}`;
      if (!kinds.has(kind)) kinds.set(kind, { face: cover.draw({ width, height, primary }), primary });
    }
    const all = [...kinds.values()];
    const faces = all.map(({ face: { width, height }, primary }) => ({ width, height, primary }));
    const spots = [...cover.spots()];
    const pixels = all.map(({ face }) => face.pixels);
    return (await ask({ do: 'cover', cover: id, faces, spots, again }, pixels))?.value ?? false;
  }

  function drawn({ wanted, look }: Open): { readonly head: Drawn; readonly body: readonly Uint8Array[] } {
    const { face, spots } = wanted.draw(look);
    const { width, height, pixels } = face;
    return { head: { face: { width, height }, spots: [...spots], look }, body: [pixels] };
  }

  function renew(panel: number, open: Open): void {
    const { head, body } = drawn(open);
    void ask({ do: 'panel.face', panel, ...head }, body);
  }

  function lookOtherwise(panel: number, look: PanelLook): void {
    ({ scale } = look);
    const open = panels.get(panel);
    if (open === undefined) return;
    open.look = look;
    renew(panel, open);
  }

  function forget(panel: number): void {
    const open = panels.get(panel);
    panels.delete(panel);
    open?.closed();
  }

  told.on((event) => {
    if (event.tell === 'monitors') {
      ({ monitors } = event);
      if (standing !== null) void show(standing, true);
    } else if (event.tell === 'cover.pressed') {
      if (standing?.id === event.cover) standing.pressed(event.spot);
    } else if (event.tell === 'panel.pressed') panels.get(event.panel)?.pressed(event.spot);
    else if (event.tell === 'panel.look') lookOtherwise(event.panel, event.look);
    else if (event.tell === 'panel.closed') forget(event.panel);
  });

  return {
    cover: async (cover, pressed) => {
      if (cover === null) {
        standing = null;
        return (await ask({ do: 'uncover' }))?.value ?? false;
      }
      last += 1;
      standing = { id: last, cover, pressed };
      return show(standing, false);
    },
    refreshCover: () => {
      if (standing !== null) void show(standing, true);
    },
    onHeld: (changed) =>
      told.on((event) => {
        if (event.tell === 'held') changed(event.held);
      }),
    panel: async (wanted, pressed, closed) => {
      last += 1;
      const id = last;
      const open: Open = { wanted, pressed, closed, look: { scale, focused: null } };
      panels.set(id, open);
      const { head, body } = drawn(open);
      const opened = await ask({ do: 'panel.open', panel: id, title: wanted.title, ...head }, body);
      if (opened?.value !== true) {
        panels.delete(id);
        return null;
      }
      const panel: Panel = {
        refresh: () => {
          const still = panels.get(id);
          if (still !== undefined) renew(id, still);
        },
        close: () => {
          if (panels.delete(id)) void ask({ do: 'panel.close', panel: id });
        },
      };
      return panel;
    },
  };
}
