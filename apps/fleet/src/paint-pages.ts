// `node apps/fleet/src/paint-pages.ts <folder> <width> <quality>`: writes what the screens of simulated pupils look
// like, page by page and line by line, as JPEG files into the folder: for loads in which painting must not count.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readActivities } from './activities.ts';
import { createPainter } from './screens/paint.ts';

const [folder = '', width = '320', quality = '0.5'] = process.argv.slice(2);
const LINES_OF_EACH = 3;

const paint = await createPainter();
mkdirSync(folder, { recursive: true });
let painted = 0;
for (const visit of readActivities().visits) {
  for (const [place, typing] of visit.lines.slice(0, LINES_OF_EACH).entries()) {
    const { bytes } = await paint(
      { ...visit, account: '', written: visit.lines.slice(0, place), typing, shownAt: 0 },
      { maxWidth: Number(width), quality: Number(quality) },
    );
    writeFileSync(path.join(folder, `${String(painted).padStart(4, '0')}.jpg`), bytes);
    painted += 1;
  }
}
