import { mergeTried, type TryOutInput, type TryOutOutput } from './try-out.ts';
import { createWork, type Work } from './work.ts';

/** Tries changes on past captures beside the server, on two threads at once where there is much to look through. */
export interface TryWork {
  run(input: TryOutInput): Promise<TryOutOutput>;
  /** Jobs that are not done. */
  waiting(): number;
  stop(): Promise<void>;
}

/** Fewer captures are looked through sooner than a second thread has the packs. */
const WORTH_TWO = 2000;

/** Threads of their own: what takes seconds must not keep a change waiting. */
export function createTryWork(make: () => Work = createWork): TryWork {
  const [one, other] = [make(), make()];
  return {
    async run(input) {
      const { captures } = input;
      if (captures.length < WORTH_TWO) return one.run('tryOut', input);
      const middle = Math.ceil(captures.length / 2);
      const [newer, older] = await Promise.all([
        one.run('tryOut', { ...input, captures: captures.slice(0, middle) }),
        other.run('tryOut', { ...input, captures: captures.slice(middle) }),
      ]);
      return mergeTried(newer, older, middle, input.shown);
    },
    waiting: () => Math.max(one.waiting(), other.waiting()),
    async stop() {
      await Promise.all([one.stop(), other.stop()]);
    },
  };
}
