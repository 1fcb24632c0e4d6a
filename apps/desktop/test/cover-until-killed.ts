// Covers a display and does nothing else, for a test that kills it.
import { openScreen } from '../src/platform/linux/screen.ts';
import { createSurfaces } from '../src/platform/linux/surfaces.ts';
import { openDisplay } from '../src/platform/linux/x11/display.ts';
import { coverOf } from './contract/surfaces.ts';

const display = await openDisplay({
  display: process.env['LAPWING_TEST_DISPLAY'] ?? '',
  cookie: Buffer.from(process.env['LAPWING_TEST_COOKIE'] ?? '', 'hex'),
});
const screen = await openScreen(display);
const made = screen === null ? null : await createSurfaces(display, screen);
const held = await made?.surfaces.cover(
  coverOf(() => 0x2040c0),
  () => undefined,
);
process.stdout.write(`${String(held)}\n`);
