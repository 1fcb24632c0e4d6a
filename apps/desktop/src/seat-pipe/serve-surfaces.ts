import type { Cover, Face, Panel, PanelWanted, Spot, Surfaces } from '../platform/contract/surfaces.ts';
import type { Answer, PanelLook, SurfacesAsk, Told } from './messages.ts';

/** What stands where no picture has come yet, for example on a monitor that was just plugged in. */
const PLAIN = 0x20;

interface OpenPanel {
  face: Face;
  spots: readonly Spot[];
  look: PanelLook;
  /** What was asked for last, so that it is asked for once. */
  wanted: PanelLook;
  panel: Panel | null;
}

/** Windows at the seat with pictures that the agent has drawn ahead: a picture cannot be waited for while it is shown. */
export function createServedSurfaces(
  surfaces: Surfaces | null,
  tell: (told: Told) => void,
): {
  readonly answer: (ask: SurfacesAsk, body: Uint8Array) => Promise<Answer>;
} {
  const panels = new Map<number, OpenPanel>();
  let faces: readonly (Face & { readonly primary: boolean })[] = [];
  let spots: readonly Spot[] = [];
  const cover: Cover = {
    draw: ({ width, height, primary }) =>
      faces.find((face) => face.width === width && face.height === height && face.primary === primary) ??
      plain(width, height),
    spots: () => spots,
  };

  async function setCover(ask: Extract<SurfacesAsk, { do: 'cover' }>, body: Uint8Array): Promise<boolean> {
    let at = 0;
    faces = ask.faces.map(({ width, height, primary }) => {
      const pixels = body.subarray(at, at + width * height * 4);
      at += width * height * 4;
      return pixels.length === width * height * 4
        ? { width, height, primary, pixels }
        : { ...plain(width, height), primary };
    });
    spots = ask.spots;
    if (surfaces === null) return false;
    if (ask.again) {
      surfaces.refreshCover();
      return true;
    }
    return surfaces.cover(cover, (spot) => tell({ tell: 'cover.pressed', cover: ask.cover, spot }));
  }

  function wantedOf(id: number, title: string): PanelWanted {
    return {
      title,
      draw: (look) => {
        const open = panels.get(id);
        if (open === undefined) return { face: plain(1, 1), spots: [] };
        if (!alike(open.look, look) && !alike(open.wanted, look)) {
          open.wanted = { ...look };
          tell({ tell: 'panel.look', panel: id, look: { ...look } });
        }
        return { face: open.face, spots: open.spots };
      },
    };
  }

  async function openPanel(
    ask: Extract<SurfacesAsk, { do: 'panel.open' }>,
    body: Uint8Array,
  ): Promise<boolean> {
    if (surfaces === null) return false;
    const { panel: id, title, look } = ask;
    const open: OpenPanel = { face: faceOf(ask, body), spots: ask.spots, look, wanted: look, panel: null };
    panels.set(id, open);
    open.panel = await surfaces.panel(
      wantedOf(id, title),
      (spot) => tell({ tell: 'panel.pressed', panel: id, spot }),
      () => {
        panels.delete(id);
        tell({ tell: 'panel.closed', panel: id });
      },
    );
    // It may have been closed before it was there.
    if (open.panel === null) panels.delete(id);
    else if (!panels.has(id)) open.panel.close();
    return open.panel !== null;
  }

  function renewPanel(ask: Extract<SurfacesAsk, { do: 'panel.face' }>, body: Uint8Array): void {
    const open = panels.get(ask.panel);
    if (open === undefined) return;
    open.face = faceOf(ask, body);
    open.spots = ask.spots;
    open.look = ask.look;
    open.wanted = ask.look;
    open.panel?.refresh();
  }

  return {
    async answer(ask, body) {
      switch (ask.do) {
        case 'cover':
          return { value: await setCover(ask, body) };
        case 'uncover':
          faces = [];
          spots = [];
          return { value: (await surfaces?.cover(null, () => undefined)) ?? false };
        case 'panel.open':
          return { value: await openPanel(ask, body) };
        case 'panel.face':
          renewPanel(ask, body);
          return { value: null };
        case 'panel.close': {
          const open = panels.get(ask.panel);
          panels.delete(ask.panel);
          open?.panel?.close();
          return { value: null };
        }
      }
    },
  };
}

function faceOf({ face }: { readonly face: Pick<Face, 'width' | 'height'> }, body: Uint8Array): Face {
  const { width, height } = face;
  return body.length === width * height * 4 ? { width, height, pixels: body } : plain(width, height);
}

function alike(one: PanelLook, other: PanelLook): boolean {
  return one.scale === other.scale && one.focused === other.focused;
}

/** Memory for it is bounded by the screens that there are, and not by what was said. */
function plain(width: number, height: number): Face {
  const pixels = new Uint8Array(width * height * 4).fill(PLAIN);
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = 0xff;
  return { width, height, pixels };
}
