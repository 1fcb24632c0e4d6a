// What `npm test` runs, in which order, and what a filter picks from it.

export const STAGE_NAMES = Object.freeze(['format', 'lint', 'types', 'build', 'node', 'e2e'] as const);
export type StageName = (typeof STAGE_NAMES)[number];

/** What one run does: its stages, the test files of the node stage, and the arguments of Playwright. */
export interface Plan {
  readonly stages: readonly StageName[];
  readonly nodeFiles: readonly string[];
  readonly e2eFilters: readonly string[];
  /** Nothing was picked: everything runs. */
  readonly isWhole: boolean;
}

const ARCHITECTURE = 'tools/architecture.test.ts';

/**
 * Makes the plan of a run from its arguments: nothing runs everything, `--check` runs format, lint, types and the
 * architecture test, and a filter is the name of a stage or a part of the path of a test file.
 */
export function planRun(
  args: readonly string[],
  nodeFiles: readonly string[],
  e2eFiles: readonly string[],
): Plan | { readonly problem: string } {
  const filters = args.filter((arg) => !arg.startsWith('--'));
  const unknown = args.find((arg) => arg.startsWith('--') && arg !== '--check' && arg !== '--write');
  if (unknown !== undefined)
    return { problem: `There is no option ${unknown}; there are --check and --write.` };
  if (args.includes('--check')) {
    return {
      stages: ['format', 'lint', 'types', 'node'],
      nodeFiles: [ARCHITECTURE],
      e2eFilters: [],
      isWhole: false,
    };
  }
  if (filters.length === 0) {
    const stages = STAGE_NAMES.filter((stage) => stage !== 'e2e' || e2eFiles.length > 0);
    return { stages, nodeFiles, e2eFilters: [], isWhole: true };
  }
  const stages = new Set<StageName>();
  const picked = new Set<string>();
  const e2eFilters: string[] = [];
  for (const filter of filters.map((text) => text.replaceAll('\\', '/').replace(/^\.\//u, ''))) {
    const stage = STAGE_NAMES.find((name) => name === filter);
    const inNode =
      stage === 'node' ? nodeFiles : nodeFiles.filter((file) => stage === undefined && file.includes(filter));
    const inE2e = stage === undefined ? e2eFiles.filter((file) => file.includes(filter)) : [];
    if (stage === undefined && inNode.length + inE2e.length === 0) {
      return {
        problem: `"${filter}" is no stage (${STAGE_NAMES.join(', ')}) and part of no test file's path.`,
      };
    }
    if (stage !== undefined) stages.add(stage);
    if (inNode.length > 0) stages.add('node');
    for (const file of inNode) picked.add(file);
    if (inE2e.length > 0) stages.add('e2e');
    e2eFilters.push(...inE2e);
  }
  if (stages.has('e2e')) stages.add('build');
  return {
    stages: STAGE_NAMES.filter((stage) => stages.has(stage)),
    nodeFiles: [...picked],
    e2eFilters: filters.includes('e2e') ? [] : e2eFilters,
    isWhole: false,
  };
}
