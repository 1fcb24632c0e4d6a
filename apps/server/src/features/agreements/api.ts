import {
  addAgreement,
  changeAgreement,
  deleteAgreement,
  listAgreements,
  publishAgreement,
  retireAgreement,
  showAgreement,
  showAgreementVersion,
  uploadAgreementPicture,
  type AgreementDetail,
} from '@lapwing/protocol/features/agreements/api.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import { groupNames, groupsSeen } from '../groups/index.ts';
import { keepContent } from '../state/index.ts';
import { askingOf, MOST_ASKED, type SchoolTime } from './at.ts';
import { yearsPassed, type Yearly } from './asking.ts';
import { check } from './check.ts';
import { contentOf, dataOf } from './content.ts';
import type { AgreementParts } from './parts.ts';
import { drawPicture } from './picture.ts';
import { mayManage, pictureFor, presentAgreement, presentDetail, presentVersion } from './present.ts';
import { SAMPLES } from './samples.ts';
import { figuresOf, mostAskedOfOne } from './store-asked.ts';
import { dropLeftPictures, findPicture, keepPicture } from './store-pictures.ts';
import {
  deleteDraft,
  findAgreement,
  findVersion,
  holdAgreement,
  insertAgreement,
  insertVersion,
  listAgreementRows,
  listVersions,
  setState,
  updateAgreement,
  type AgreementRow,
} from './store.ts';
import type { Told } from './told.ts';
import { changesInWords, sameTerms, termsInWords } from './words.ts';

/** Agreements that a school keeps; those of years ago among them. */
const MOST_AGREEMENTS = 200;
const UPLOADS_PER_MINUTE = 20;
/** A photograph of a telephone, as text within JSON. */
const MOST_UPLOAD_BYTES = 8_100_000;

/** An agreement held for a change by somebody who has seen it as it is; or why not. */
type Held = { ok: true; row: AgreementRow } | { ok: false; refused: Refused };

/** Agreements: seen by who may look at them, written and asked by those who manage them. */
export function addAgreementRoutes(parts: AgreementParts, told: Told): void {
  const { routes, clock, timeZone } = parts;
  const time = (): SchoolTime => ({ timeZone, now: clock.now() });
  const by = (actor: Actor): { id: string; name: string } => ({ id: actor.accountId, name: actor.name });
  const subject = (id: string): { kind: string; id: string } => ({ kind: 'agreement', id });

  async function detail(tx: SchoolTx, actor: Actor, id: string): Promise<AgreementDetail | null> {
    const row = await findAgreement(tx, id);
    const reach = reachOf(actor, 'agreements.view') ?? reachOf(actor, 'agreements.manage');
    if (row === null || reach === null) return null;
    // A draft is nobody's business but of those who write.
    if (row.state === 'draft' && !can(actor, 'agreements.manage')) return null;
    const pictureId = pictureFor(actor, row);
    return presentDetail(row, actor, {
      names: await groupsSeen(tx, actor, row.groupIds),
      figures: (await figuresOf(tx, reach, [askingOf(row, time())])).get(id),
      versions: await listVersions(tx, id),
      picture: pictureId === null ? null : await findPicture(tx, pictureId),
    });
  }
  async function shown(tx: SchoolTx, actor: Actor, id: string): Promise<AgreementDetail> {
    const found = await detail(tx, actor, id);
    if (found === null) throw new Error('the agreement was there a moment ago');
    return found;
  }
  async function hold(tx: SchoolTx, id: string, revision: number): Promise<Held> {
    const row = await holdAgreement(tx, id);
    if (row === null) return notFound();
    if (row.revision === revision) return { ok: true, row };
    return refuse(
      'conflict',
      'changed-meanwhile',
      `${row.changedName} has changed this agreement since you opened it.`,
      { remedy: 'Look at it as it is now, and then save again; what you wrote has not been lost.' },
    );
  }
  /** Whoever sets a day of the year today asks nobody again for the last one. */
  function yearlyAfter(before: Yearly, yearlyOn: string | null, inUse: boolean): Yearly {
    if (before.yearlyOn === yearlyOn) return before;
    return {
      yearlyOn,
      yearlySince: inUse ? new Date(clock.now()) : null,
      yearlyBefore: yearsPassed(before, timeZone, clock.now()),
    };
  }
  async function tooMany(tx: SchoolTx): Promise<{ ok: false; refused: Refused } | null> {
    const most = await mostAskedOfOne(tx);
    if (most <= MOST_ASKED) return null;
    return refuse('conflict', 'too-many', `Somebody would be asked ${most} agreements at once.`, {
      field: 'terms.groupIds',
      remedy: `Nobody is asked more than ${MOST_ASKED}. Retire one, or ask fewer groups.`,
    });
  }

  routes.school(listAgreements, {
    capability: 'agreements.view',
    audit: 'none',
    async handle({ tx, actor, reach }) {
      const manages = can(actor, 'agreements.manage');
      const rows = (await listAgreementRows(tx)).filter((row) => manages || row.state !== 'draft');
      const names = await groupsSeen(
        tx,
        actor,
        rows.flatMap((row) => row.groupIds),
      );
      const now = time();
      const figures = await figuresOf(
        tx,
        reach,
        rows.map((row) => askingOf(row, now)),
      );
      return unaudited({
        agreements: rows.map((row) => presentAgreement(row, actor, names, figures.get(row.id))),
        samples: manages ? [...SAMPLES] : [],
        may: { manage: mayManage(actor) },
      });
    },
  });

  routes.school(showAgreement, {
    capability: 'agreements.view',
    audit: 'none',
    async handle({ tx, actor, params }) {
      const found = await detail(tx, actor, params.id);
      return found === null ? notFound() : unaudited(found);
    },
  });

  routes.school(showAgreementVersion, {
    capability: 'agreements.view',
    audit: 'none',
    async handle({ tx, params }) {
      const row = await findVersion(tx, params.id, params.version);
      if (row === null) return notFound();
      const { draft } = row;
      const picture = draft.picture === null ? null : await findPicture(tx, draft.picture.id);
      return unaudited({
        ...presentVersion(row),
        draft,
        pictureData: picture === null ? null : dataOf(picture),
      });
    },
  });

  routes.school(addAgreement, {
    capability: 'agreements.manage',
    audit: 'agreements.add',
    async handle({ tx, actor, body }) {
      const checked = await check(tx, body);
      if (!checked.ok) return checked;
      if ((await listAgreementRows(tx)).length >= MOST_AGREEMENTS) {
        return refuse('conflict', 'too-many', `A school has at most ${MOST_AGREEMENTS} agreements.`, {
          remedy: 'Delete a draft that is not needed any more.',
        });
      }
      const { draft, terms } = checked.reply;
      const yearly = { yearlyOn: terms.yearlyOn, yearlySince: null, yearlyBefore: 0 };
      if (!(await insertAgreement(tx, body.id, { draft, terms, yearly }, by(actor)))) {
        return refuse('conflict', 'id-taken', 'This id stands for another agreement.', { field: 'id' });
      }
      told.consoles(tx);
      const names = await groupNames(tx, terms.groupIds);
      return audited(await shown(tx, actor, body.id), {
        summary: `Began the agreement “${draft.title}” ${termsInWords(terms, [...names.values()])}`,
        subject: subject(body.id),
      });
    },
  });

  routes.school(changeAgreement, {
    capability: 'agreements.manage',
    audit: 'agreements.change',
    async handle({ tx, actor, params, body }) {
      const held = await hold(tx, params.id, body.revision);
      if (!held.ok) return held;
      const { row } = held;
      const checked = await check(tx, body);
      if (!checked.ok) return checked;
      const { draft, terms } = checked.reply;
      const names = await groupNames(tx, [...row.groupIds, ...terms.groupIds]);
      const changes = changesInWords(
        row,
        { textChanged: JSON.stringify(draft) !== JSON.stringify(row.draft), terms },
        (ids) => ids.map((id) => names.get(id) ?? id),
      );
      const yearly = yearlyAfter(row, terms.yearlyOn, row.state === 'asked');
      await updateAgreement(tx, row.id, { draft, terms, yearly }, by(actor));
      if (row.state === 'asked' && !sameTerms(row, terms)) {
        if (terms.groupIds.length === 0) return nobody();
        const many = await tooMany(tx);
        if (many !== null) return many;
        told.devices(tx, null);
      }
      told.consoles(tx);
      return audited(await shown(tx, actor, row.id), {
        summary: `Changed the agreement “${row.draft.title}”: ${changes ?? 'saved as it was'}`,
        subject: subject(row.id),
      });
    },
  });

  routes.school(publishAgreement, {
    capability: 'agreements.manage',
    audit: 'agreements.publish',
    async handle({ tx, actor, params, body }) {
      const held = await hold(tx, params.id, body.revision);
      if (!held.ok) return held;
      const { row } = held;
      if (row.groupIds.length === 0) return nobody();
      const fresh = row.version === 0 || row.changed;
      const version = fresh ? row.version + 1 : row.version;
      if (fresh) {
        const picture = row.draft.picture === null ? null : await findPicture(tx, row.draft.picture.id);
        await insertVersion(tx, {
          agreementId: row.id,
          version,
          draft: row.draft,
          content: await keepContent(tx, contentOf(row.id, version, row.draft, picture)),
          at: new Date(clock.now()),
          by: by(actor),
        });
      }
      const yearlySince = row.yearlySince ?? new Date(clock.now());
      await setState(tx, row.id, 'asked', version, yearlySince, by(actor));
      const many = await tooMany(tx);
      if (many !== null) return many;
      told.devices(tx, null);
      told.consoles(tx);
      const reply = await shown(tx, actor, row.id);
      const names = await groupNames(tx, row.groupIds);
      return audited(reply, {
        summary: `${fresh ? `Published version ${version} of` : `Asked version ${version} once more of`} the agreement “${row.draft.title}” ${termsInWords(row, [...names.values()])}; ${reply.people} people`,
        subject: subject(row.id),
      });
    },
  });

  routes.school(retireAgreement, {
    capability: 'agreements.manage',
    audit: 'agreements.retire',
    async handle({ tx, actor, params, body }) {
      const held = await hold(tx, params.id, body.revision);
      if (!held.ok) return held;
      const { row } = held;
      if (row.state !== 'asked') {
        return refuse('conflict', 'not-asked', 'Nobody is asked this agreement now.', {
          remedy: 'Nothing is to be done.',
        });
      }
      await setState(tx, row.id, 'retired', row.version, row.yearlySince, by(actor));
      told.devices(tx, null);
      told.consoles(tx);
      return audited(await shown(tx, actor, row.id), {
        summary: `Retired the agreement “${row.draft.title}”: nobody is asked it any longer`,
        subject: subject(row.id),
      });
    },
  });

  routes.school(deleteAgreement, {
    capability: 'agreements.manage',
    audit: 'agreements.delete',
    async handle({ tx, params }) {
      const row = await holdAgreement(tx, params.id);
      if (row === null) return notFound();
      if (row.state !== 'draft') {
        return refuse(
          'conflict',
          'was-asked',
          'This agreement was asked, so that it stays with its answers.',
          {
            remedy: 'Retire it: nobody is asked it any longer.',
          },
        );
      }
      await deleteDraft(tx, row.id);
      told.consoles(tx);
      return audited({ done: true } as const, {
        summary: `Deleted the draft of the agreement “${row.draft.title}”, which nobody was ever asked`,
        subject: subject(row.id),
      });
    },
  });

  routes.school(uploadAgreementPicture, {
    capability: 'agreements.manage',
    audit: 'agreements.picture',
    bodyLimit: MOST_UPLOAD_BYTES,
    perMinute: UPLOADS_PER_MINUTE,
    async handle({ tx, body }) {
      const drawn = await drawPicture(body.data);
      if (!drawn.ok) {
        return refuse('bad-request', drawn.reason, drawn.message, {
          field: 'data',
          remedy: 'Nothing has changed. Choose a picture saved as PNG or JPEG.',
        });
      }
      await dropLeftPictures(tx);
      const { bytes, sha256 } = drawn;
      const picture = { mediaType: 'image/webp', bytes };
      const id = await keepPicture(tx, { ...picture, sha256 });
      return audited(
        { id, data: dataOf(picture) },
        { summary: 'Uploaded a picture for an agreement', subject: { kind: 'agreement-picture', id } },
      );
    },
  });
}

function nobody(): { ok: false; refused: Refused } {
  return refuse('bad-request', 'nobody', 'It says nobody who is asked.', {
    field: 'terms.groupIds',
    remedy: 'Choose at least one group of people.',
  });
}
