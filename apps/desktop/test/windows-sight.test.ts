import { it } from 'node:test';

import { repeatUnderWine, wineLacking } from './wine.ts';

it('sees the windows and the screen of Windows', { skip: wineLacking, timeout: 400_000 }, async (context) => {
  await repeatUnderWine(context, 'sight.ts');
});
