import { it } from 'node:test';

import { repeatUnderWine, wineLacking } from './wine.ts';

it(
  'reads and works the keyboard of Windows, and covers its screen',
  {
    skip: wineLacking,
    timeout: 400_000,
  },
  async (context) => {
    await repeatUnderWine(context, 'hands.ts');
  },
);
