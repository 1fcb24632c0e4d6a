import type { PanelWanted, Surfaces } from '../src/platform/contract/surfaces.ts';
import { createFakeSurfaces } from '../src/platform/fake/surfaces.ts';
import type { SurfacesSubject } from './contract/surfaces.ts';

/** Where the fake's panels show their picture. */
const PANEL = Object.freeze({ x: 220, y: 180 });

/** Windows of ours on a desktop of the fake, and the person before them. */
export interface PlayedSurfaces {
  readonly surfaces: Surfaces;
  /**
   * What the person does and sees.
   * @param settled resolves once all that was done has been heard of, and all that was drawn is there
   */
  readonly person: (settled: () => Promise<void>) => Omit<SurfacesSubject, 'surfaces' | 'end'>;
}

/** @param size of the monitor */
export function playSurfaces(size: { readonly width: number; readonly height: number }): PlayedSurfaces {
  const fake = createFakeSurfaces(size);
  let written = '';
  let panel: PanelWanted | null = null;
  const corner = () => (fake.covered() === null ? PANEL : { x: 0, y: 0 });
  return {
    surfaces: {
      ...fake.surfaces,
      panel: async (wanted, pressed, closed) => {
        panel = wanted;
        return fake.surfaces.panel(wanted, pressed, closed);
      },
    },
    person: (settled) => ({
      tap: async (code) => {
        if (fake.covered() === null && fake.panels().length === 0) written += code.slice(3).toLowerCase();
        else if (code === 'Tab') fake.next();
        else if (code === 'Enter' || code === 'Space') fake.press(fake.focused() ?? '');
        await settled();
      },
      click: async (x, y) => {
        const spots = fake.covered()?.spots() ?? panel?.draw({ scale: 1, focused: null }).spots ?? [];
        const [left, top] = [x - corner().x, y - corner().y];
        const spot = spots.find(
          (one) => left >= one.x && top >= one.y && left < one.x + one.width && top < one.y + one.height,
        );
        fake.press(spot?.id ?? '');
        await settled();
      },
      colourAt: async (x, y) => {
        await settled();
        const face =
          fake.covered()?.draw({ ...size, primary: true }) ??
          panel?.draw({ scale: 1, focused: fake.focused() }).face;
        if (face === undefined) return 0;
        const at = ((y - corner().y) * face.width + x - corner().x) * 4;
        const [red = 0, green = 0, blue = 0] = face.pixels.subarray(at, at + 3);
        return (red << 16) | (green << 8) | blue;
      },
      behind: async () => Promise.resolve(written),
      panelAt: async (title) => Promise.resolve(fake.panels().includes(title) ? PANEL : null),
      closePanel: async (title) => {
        fake.closePanel(title);
        await settled();
      },
    }),
  };
}
