import type { Fonts } from '../../platform/pdf/fonts.ts';
import { createPaper, type Paper, type Picture } from '../../platform/pdf/paper.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { findLogo } from './store-logo.ts';
import { findSchool } from './store.ts';

/** What a document of the school bears on each page. */
export interface Letterhead {
  readonly school: string;
  readonly logo: Picture | null;
}

export async function letterheadOf(tx: SchoolTx): Promise<Letterhead> {
  const school = await findSchool(tx);
  if (school === null) throw new Error('a document of no school');
  const logo = await findLogo(tx);
  return {
    school: school.name,
    logo: logo === null ? null : { bytes: logo.png, width: logo.width, height: logo.height },
  };
}

/**
 * Begins a document of the school: its name and logo at the top of each page, and at the foot who made it, when, and
 * that it is confidential.
 */
export function beginPaper(
  fonts: Fonts,
  letterhead: Letterhead,
  about: {
    /** Shown in the title of the window; names no pupil. */
    readonly title: string;
    readonly maker: string;
    readonly madeAt: Date;
    readonly timeZone: string;
  },
): Paper {
  const when = sayMoment(about.madeAt, about.timeZone);
  return createPaper(fonts, {
    title: about.title,
    madeAt: about.madeAt,
    header: [{ theirs: [{ text: letterhead.school }] }, `\n${about.title}`],
    logo: letterhead.logo,
    footer: [
      'Made by ',
      { theirs: [{ text: about.maker }] },
      ` on ${when} from Lapwing; handle as confidential.`,
    ],
  });
}

/** For example `14 November 2026`. */
export function sayDay(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'long' }).format(moment);
}

/** For example `14 Nov 2026, 10:42:07`. */
export function sayMoment(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(moment);
}
