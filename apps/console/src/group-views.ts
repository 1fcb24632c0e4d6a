/** The views of one group, as tabs below the work area and as the last part of its address. */
export const GROUP_VIEWS = ['thumbnails', 'list', 'room', 'captures', 'properties'] as const;
export type GroupView = (typeof GROUP_VIEWS)[number];

/** Reads a view from an address or from what was kept; null for none of them. */
export function parseGroupView(text: string | undefined): GroupView | null {
  return GROUP_VIEWS.find((view) => view === text) ?? null;
}
