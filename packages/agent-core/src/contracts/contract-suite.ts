/** How a suite registers its cases: node:test's `test`, or whatever runs them in a browser. */
export type DefineCase = (name: string, run: () => Promise<void>) => void;

export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Compares plain data. */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right)
    throw new Error(`${what}: got ${left ?? 'undefined'}, expected ${right ?? 'undefined'}`);
}

export async function expectRejects(work: Promise<unknown>, what: string): Promise<void> {
  const failed = await work.then(
    () => false,
    () => true,
  );
  expect(failed, what);
}
