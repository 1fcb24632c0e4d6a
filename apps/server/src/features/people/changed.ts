import { topic } from '../../platform/bus/bus.ts';

/** Somebody of the roster was added or changed; null stands for many at once. */
export const peopleChanged = topic<{ schoolId: string; personId: string | null }>('people/changed');
