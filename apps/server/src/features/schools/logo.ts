import { createHash } from 'node:crypto';
import type { School } from '@lapwing/protocol/features/schools/api.ts';
import {
  MAX_LOGO_BYTES,
  removeLogo,
  setLogo,
  showLogo,
} from '@lapwing/protocol/features/schools/logo.api.ts';
import sharp from 'sharp';
import { audited, BytesReply, type Routes } from '../../permissions/routes.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { done, notFound, refuse } from '../../platform/http/outcome.ts';
import { pictureKind } from '../../platform/pictures/kind.ts';
import { deleteLogo, findLogo, findLogoFacts, putLogo, type LogoRow } from './store-logo.ts';

/** Twice as many points as it is ever shown with. */
const WIDEST = 600;
const TALLEST = 200;
/** A small file can unpack to far more. */
const MOST_POINTS = 16_000_000;
const UPLOADS_PER_MINUTE = 10;
const LOOKS_PER_MINUTE = 240;

export type DrawnLogo = { ok: true; logo: LogoRow } | { ok: false; reason: string; message: string };

/** The logo as it is shown on pages; its address changes with it, so that browsers may keep it. */
export async function logoOf(tx: SchoolTx): Promise<School['logo']> {
  const facts = await findLogoFacts(tx);
  if (facts === null) return null;
  const address = `/api/schools/${tx.schoolId}/logo?version=${facts.sha256.slice(0, 16)}`;
  return { address, width: facts.width, height: facts.height };
}

/** Draws an uploaded picture anew, small, on nothing: what is kept is a picture and carries nothing else. */
export async function drawLogo(bytes: Uint8Array): Promise<DrawnLogo> {
  const kind = pictureKind(bytes);
  if (kind === 'svg') {
    return {
      ok: false,
      reason: 'svg',
      message: 'An SVG is a page that can hold programs, so it is not taken.',
    };
  }
  if (kind === 'other')
    return { ok: false, reason: 'not-an-image', message: 'This is no PNG, JPEG or WebP.' };
  try {
    const drawn = await sharp(bytes, { failOn: 'error', limitInputPixels: MOST_POINTS })
      .autoOrient()
      .resize({ width: WIDEST, height: TALLEST, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .png({ compressionLevel: 9 })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = drawn.info;
    const sha256 = createHash('sha256').update(drawn.data).digest('hex');
    return { ok: true, logo: { png: drawn.data, width, height, sha256 } };
  } catch {
    // The library tells bytes that it cannot unpack only by throwing.
    return {
      ok: false,
      reason: 'not-an-image',
      message: 'The picture is broken, or has more points than a screen.',
    };
  }
}

/** Routes of the logo. */
export function addLogoRoutes(deps: {
  routes: Routes;
  db: Database;
  present: (tx: SchoolTx) => Promise<School>;
}): void {
  deps.routes.school(setLogo, {
    capability: 'schools.manage',
    audit: 'schools.logo',
    bodyLimit: MAX_LOGO_BYTES,
    perMinute: UPLOADS_PER_MINUTE,
    async handle({ tx, body }) {
      const drawn = await drawLogo(body);
      if (!drawn.ok) {
        return refuse('bad-request', drawn.reason, drawn.message, {
          field: 'file',
          remedy: 'Nothing has changed. Save the logo as PNG and choose that file.',
        });
      }
      await putLogo(tx, drawn.logo);
      return audited(await deps.present(tx), {
        summary: 'Set the logo of the school',
        subject: { kind: 'school', id: tx.schoolId },
      });
    },
  });
  deps.routes.school(removeLogo, {
    capability: 'schools.manage',
    audit: 'schools.logo',
    async handle({ tx }) {
      const removed = await deleteLogo(tx);
      return audited(await deps.present(tx), {
        summary: removed
          ? 'Removed the logo of the school'
          : 'Removed the logo of the school, which had none',
        subject: { kind: 'school', id: tx.schoolId },
      });
    },
  });
  deps.routes.open(showLogo, {
    access: 'public',
    audit: 'none',
    perMinute: LOOKS_PER_MINUTE,
    async handle({ params }) {
      const logo = await deps.db.inSchool(params.id, findLogo);
      if (logo === null) return notFound();
      return done(
        new BytesReply(logo.png, {
          'content-type': 'image/png',
          'cache-control': 'public, max-age=3600',
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
        }),
      );
    },
  });
}
