/** How a suite registers its cases: `it`, or whatever runs them on another system. */
export type DefineCase = (name: string, run: () => Promise<void>) => unknown;

/** A suite whose cases have a fresh subject each, which is closed in the end however the case went. */
export function casesOn<Subject>(
  test: DefineCase,
  make: () => Promise<Subject>,
  close: (subject: Subject) => unknown,
): (name: string, run: (subject: Subject) => Promise<void>) => void {
  return (name, run) => {
    test(name, async () => {
      const subject = await make();
      try {
        await run(subject);
      } finally {
        await close(subject);
      }
    });
  };
}

/** What is told, in order. */
export interface Gathered<Told> {
  readonly told: Told[];
  readonly take: (one: Told) => void;
  /** Resolves once so many have been told. */
  readonly until: (count: number) => Promise<void>;
}

export function gather<Told>(): Gathered<Told> {
  const told: Told[] = [];
  let come: () => void = () => undefined;
  return {
    told,
    take(one) {
      told.push(one);
      come();
    },
    until: async (count) =>
      new Promise((resolve) => {
        come = () => {
          if (told.length >= count) resolve();
        };
        come();
      }),
  };
}
