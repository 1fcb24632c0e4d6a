import { describe, it } from 'node:test';

import { createFakeBrowserLink } from '../src/platform/fake/browser-link.ts';
import { browserLinkContract } from './contract/browser-link.ts';

describe('the link to browsers that a test plays', () => {
  browserLinkContract(it, () => {
    const link = createFakeBrowserLink();
    return Promise.resolve({
      link,
      account: 'pupil',
      browse: () => Promise.resolve(link.open('pupil')),
      close: () => link.close(),
    });
  });
});
