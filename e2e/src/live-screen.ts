import type { Consent, ConsentAnswer } from '@lapwing/agent-core/contracts/consent.ts';
import type { Front, LiveScreen, Look } from '@lapwing/agent-core/contracts/live-screen.ts';

/** 320 x 200 pixels of one colour each. */
const PICTURES: readonly Uint8Array[] = [
  '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCADIAUADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAQF/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AnAL2aAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA//9k=',
  '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCADIAUADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAME/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AnAQZwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAH/2Q==',
].map((text) => new Uint8Array(Buffer.from(text, 'base64')));

/** The screen and the person of a simulated device: the pictures are real, what they show is the test's to say. */
export interface TestScreen {
  readonly live: { screen: LiveScreen; consent: Consent };
  /** A window with this title comes to the front, and the picture changes. */
  turnTo(title: string): void;
  /** How the person answers from now on; `silence` lets the time run out. */
  answers(answer: ConsentAnswer): void;
}

export function createTestScreen(title: string): TestScreen {
  let drawing = 1;
  let answer: ConsentAnswer = 'allowed';
  let front: Front = { application: 'Test', title, url: 'https://essays.example/new' };
  const listeners = new Set<() => void>();
  return {
    live: {
      screen: {
        look({ width, last }): Promise<Look> {
          if (last !== null && last[0] === width && last[1] === drawing) {
            return Promise.resolve({ ok: false, why: 'unchanged' });
          }
          const bytes = PICTURES[drawing % PICTURES.length];
          if (bytes === undefined) return Promise.resolve({ ok: false, why: 'failed' });
          const mark = Uint32Array.of(width, drawing);
          const picture = { bytes, mediaType: 'image/jpeg', width: 320, height: 200 } as const;
          return Promise.resolve({ ok: true, ...picture, takenAt: Date.now(), front, mark });
        },
        front: () => Promise.resolve(front),
        onFront(changed) {
          listeners.add(changed);
          return () => listeners.delete(changed);
        },
      },
      consent: {
        ask: () => ({ answer: Promise.resolve(answer), withdraw: () => undefined }),
      },
    },
    turnTo(next) {
      drawing += 1;
      front = { ...front, title: next };
      for (const listener of listeners) listener();
    },
    answers(next) {
      answer = next;
    },
  };
}
