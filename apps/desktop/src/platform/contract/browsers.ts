import type { DesktopWindow } from './windows.ts';

/** By the names of their files, whichever release of them it is. */
const BROWSERS =
  /^(?:chrom(?:e|ium)|google-chrome|msedge|microsoft-edge|firefox|brave|opera|vivaldi|epiphany|falkon|konqueror|midori|iexplore|librewolf|waterfox|seamonkey)(?![a-z])/u;

/** Whether a window is of a program that shows pages of the web: its caption is what a page calls itself. */
export function isBrowser({
  executable,
  application,
}: Pick<DesktopWindow, 'executable' | 'application'>): boolean {
  return BROWSERS.test((executable ?? application).toLowerCase());
}
