import type { ControlSettings } from '@lapwing/protocol/features/restrictions/api.ts';

/** Figures of the page, each with its bounds and its place in the settings. */
export const FIGURES = [
  'lock',
  'internetOff',
  'access',
  'lesson',
  'askBeyond',
  'lockMinutes',
  'internetOffMinutes',
  'againAfterMinutes',
] as const;
export type Figure = (typeof FIGURES)[number];

export interface FigureWords {
  readonly label: string;
  readonly hint: string;
  readonly least: number;
  readonly most: number;
}

export const FIGURE_WORDS: Readonly<Record<Figure, FigureWords>> = Object.freeze({
  lock: { label: 'A lock', hint: 'Minutes that are offered first.', least: 1, most: 60 },
  internetOff: {
    label: 'Internet off, and lists of sites',
    hint: 'Minutes that are offered first.',
    least: 1,
    most: 240,
  },
  access: {
    label: 'A page that a pupil asked for',
    hint: 'Minutes for which it is allowed.',
    least: 5,
    most: 240,
  },
  lesson: { label: 'A lesson', hint: 'Minutes, where the timetable says nothing.', least: 5, most: 240 },
  askBeyond: {
    label: 'Ask once more beyond',
    hint: 'People. Reaching more than this names the number and asks.',
    least: 5,
    most: 1000,
  },
  lockMinutes: {
    label: 'Longest lock by a device itself',
    hint: 'Minutes; 0 switches it off.',
    least: 0,
    most: 30,
  },
  internetOffMinutes: {
    label: 'Longest internet off by a device itself',
    hint: 'Minutes; 0 switches it off.',
    least: 0,
    most: 60,
  },
  againAfterMinutes: {
    label: 'The same again only after',
    hint: 'Minutes in which the same term does nothing further to the same person.',
    least: 5,
    most: 1440,
  },
});

/** The settings as they are typed. */
export interface SettingsDraft {
  readonly figures: Readonly<Record<Figure, string>>;
  readonly lockWords: string;
  readonly blockWords: string;
  readonly mayAskAccess: boolean;
  readonly mayAskHelp: boolean;
}

export function draftOf(settings: ControlSettings): SettingsDraft {
  const { usual, caps } = settings;
  return {
    figures: {
      lock: String(usual.lock),
      internetOff: String(usual.internetOff),
      access: String(usual.access),
      lesson: String(usual.lesson),
      askBeyond: String(settings.askBeyond),
      lockMinutes: String(caps.lockMinutes),
      internetOffMinutes: String(caps.internetOffMinutes),
      againAfterMinutes: String(caps.againAfterMinutes),
    },
    lockWords: settings.lockWords,
    blockWords: settings.blockWords,
    mayAskAccess: settings.mayAsk.access,
    mayAskHelp: settings.mayAsk.help,
  };
}

/** What is wrong with a figure, in words; undefined where nothing is. */
export function figureProblem(figure: Figure, typed: string): string | undefined {
  const { least, most } = FIGURE_WORDS[figure];
  const value = /^\d{1,5}$/.test(typed.trim()) ? Number(typed.trim()) : Number.NaN;
  return value >= least && value <= most ? undefined : `Give a whole number from ${least} to ${most}.`;
}

/** The settings that a draft comes to; null while a figure in it is none. */
export function settingsOf(draft: SettingsDraft): ControlSettings | null {
  const { figures } = draft;
  if (FIGURES.some((figure) => figureProblem(figure, figures[figure]) !== undefined)) return null;
  const value = (figure: Figure): number => Number(figures[figure].trim());
  return {
    caps: {
      lockMinutes: value('lockMinutes'),
      internetOffMinutes: value('internetOffMinutes'),
      againAfterMinutes: value('againAfterMinutes'),
    },
    lockWords: draft.lockWords.trim(),
    blockWords: draft.blockWords.trim(),
    mayAsk: { access: draft.mayAskAccess, help: draft.mayAskHelp },
    usual: {
      lock: value('lock'),
      internetOff: value('internetOff'),
      access: value('access'),
      lesson: value('lesson'),
    },
    askBeyond: value('askBeyond'),
  };
}
