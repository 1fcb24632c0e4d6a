import { it } from 'node:test';

import { repeatUnderWine, wineLacking } from './wine.ts';

it('knows and ends the programs of Windows', { skip: wineLacking, timeout: 400_000 }, async (context) => {
  await repeatUnderWine(context, 'machine.ts');
});
