import type { Face, Panel, Spot, Surfaces } from '../platform/contract/surfaces.ts';
import { layOutPanel, type Page, PAGE_BACK, PAGE_ON, type Sheet } from './page.ts';
import type { Stage } from './stage.ts';

export interface PanelAsked {
  /** Asked each time that it is drawn. */
  readonly page: () => Page;
  readonly pressed: (spot: string) => void;
  /** The person has closed it. */
  readonly closed: () => void;
  /** Milliseconds after it came in which nothing on it can be pressed: keys that were meant for what it covers. */
  readonly unawareMs: number;
}

export interface OpenPanel {
  /** What `page` answers has become another. */
  redraw(): void;
  close(): void;
}

interface Drawn {
  readonly sheet: Sheet;
  readonly face: Face;
}

/** Windows of ours before the person; one that a display takes along comes back with the next. */
export interface Panels {
  /** Null where none can be shown. Never rejects. */
  open(asked: PanelAsked): Promise<OpenPanel | null>;
}

export function createPanels(stage: Stage): Panels {
  const { easel, time } = stage;

  async function open(asked: PanelAsked): Promise<OpenPanel | null> {
    let shown: { readonly panel: Panel; readonly on: Surfaces } | null = null;
    let last: Drawn | null = null;
    let wanted = '';
    let at = 0;
    let over = false;
    let since = time.passed();

    const layOut = (scale: number, focused: string | null): Sheet =>
      layOutPanel(asked.page(), { scale, focused }, at, stage.look());

    function draw({ scale, focused }: { readonly scale: number; readonly focused: string | null }): {
      readonly face: Face;
      readonly spots: readonly Spot[];
    } {
      const sheet = layOut(scale, focused);
      at = sheet.at;
      if (last?.sheet.svg === sheet.svg) return { face: last.face, spots: sheet.spots };
      void drawAnew(sheet);
      return last === null
        ? { face: blank(sheet), spots: sheet.spots }
        : { face: last.face, spots: last.sheet.spots };
    }

    async function drawAnew(sheet: Sheet): Promise<boolean> {
      wanted = sheet.svg;
      const face = await easel.draw(sheet.svg);
      if (face === null || wanted !== sheet.svg || over) return false;
      last = { sheet, face };
      shown?.panel.refresh();
      return true;
    }

    function pressed(spot: string): void {
      if (over) return;
      if (spot === PAGE_BACK || spot === PAGE_ON) {
        at += spot === PAGE_ON ? 1 : -1;
        shown?.panel.refresh();
      } else if (time.passed() - since >= asked.unawareMs) asked.pressed(spot);
    }

    function closed(on: Surfaces): void {
      if (over || shown?.on !== on) return;
      shown = null;
      // With its display: the person closed nothing.
      if (stage.surfaces() !== on) return;
      end();
      asked.closed();
    }

    function end(): void {
      over = true;
      cancel();
      const before = shown;
      shown = null;
      before?.panel.close();
      last = null;
      stage.letGo?.();
    }

    async function put(): Promise<boolean> {
      const on = stage.surfaces();
      if (on === null || over || shown !== null) return false;
      // Drawn before it is there, so that it does not come empty.
      if (last === null && !(await drawAnew(layOut(1, null)))) return false;
      const panel = await on.panel({ title: asked.page().title, draw }, pressed, () => closed(on));
      if (panel === null) return false;
      if (over || stage.surfaces() !== on) {
        panel.close();
        return false;
      }
      shown = { panel, on };
      since = time.passed();
      return true;
    }

    const cancel = stage.onSurfaces(() => void put().catch(() => undefined));
    if (!(await put().catch(() => false))) {
      end();
      return null;
    }
    return {
      redraw: () => shown?.panel.refresh(),
      close: () => {
        if (!over) end();
      },
    };
  }

  return { open };
}

function blank({ width, height }: Sheet): Face {
  return { width, height, pixels: new Uint8Array(width * height * 4).fill(0xff) };
}
