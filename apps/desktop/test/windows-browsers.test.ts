import { it } from 'node:test';

import { repeatUnderWine, wineLacking } from './wine.ts';

it('lets the person’s browsers join on Windows', { skip: wineLacking, timeout: 400_000 }, async (context) =>
  repeatUnderWine(context, 'browsers.ts'),
);
