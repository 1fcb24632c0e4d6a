import { isApplication } from '@lapwing/protocol/features/access/application.ts';
import type { RestrictionAt } from './parts.ts';
import { lockAt, NOT_NOW, type PolicyAt, type Tried } from './try-words.ts';

/**
 * Whether a program may run where all of this holds, and why; by the rule that devices go by.
 *
 * @param name of the program, of its file or of its window
 * @param restrictions that hold, by hand, sanction, lesson and group
 * @param policies the strongest first
 */
export function tryProgram(
  name: string,
  restrictions: readonly RestrictionAt[],
  policies: readonly PolicyAt[],
): Tried {
  const seen = { executable: name, originalName: null, names: [name] };
  const naming = policies.flatMap(({ rule, standing }) => {
    const line =
      rule.kind === 'applications'
        ? rule.applications.find((pattern) => isApplication(pattern, seen))
        : undefined;
    return line === undefined ? [] : [{ id: rule.id, title: rule.title, standing, line }];
  });
  const holding = naming.filter(({ standing }) => standing === 'holds');
  const idle = naming.flatMap(({ title, line, standing }) =>
    standing === 'holds' ? [] : [`“${title}” would close it (${line}), but ${NOT_NOW[standing]}.`],
  );
  const wouldClose = ({ title, line }: (typeof holding)[number]): string =>
    `“${title}” would close it (${line}).`;
  const locked = lockAt(
    restrictions,
    policies.filter(({ standing }) => standing === 'holds'),
  );
  if (locked !== undefined) {
    return {
      open: false,
      because: `The device is locked by ${locked.name}: nothing can be used.`,
      by: { id: locked.id, title: locked.title },
      others: [...holding.map(wouldClose), ...idle],
    };
  }
  const [first, ...rest] = holding;
  if (first === undefined)
    return { open: true, because: 'Nothing says anything against it.', by: null, others: idle };
  return {
    open: false,
    because: `“${first.title}” closes it (${first.line}), where a desktop agent runs; the browser extension sees no programs.`,
    by: { id: first.id, title: first.title },
    others: [...rest.map(wouldClose), ...idle],
  };
}
