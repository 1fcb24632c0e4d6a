import {
  askAgain,
  exportSignatures,
  listPersonAgreements,
  listSignatures,
} from '@lapwing/protocol/features/agreements/api.ts';
import { Id } from '@lapwing/protocol/ids.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { audited, auditStands, BytesReply } from '../../permissions/routes.ts';
import { CSV_BEGIN, csvRow } from '../../platform/csv/write.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import { schoolClock } from '../alerts/index.ts';
import { storable } from '../captures/index.ts';
import { askingOf, type SchoolTime } from './at.ts';
import { createLooks } from './looks.ts';
import type { AgreementParts } from './parts.ts';
import { presentSignature } from './present.ts';
import { listAsked } from './store-asked.ts';
import { answersOfPerson, insertAskedAgain, nameOfPerson, openOfPerson } from './store-answers.ts';
import { exportSignatureRows, listSignatureRows, type ExportedRow } from './store-signatures.ts';
import { findAgreement, holdAgreement, listAgreementRows, type AgreementRow } from './store.ts';
import type { Told } from './told.ts';
import { STATE_WORDS } from './words.ts';

/** Who has agreed, who has not, and asking again. Every look at it is audited. */
export function addSignatureRoutes(parts: AgreementParts, told: Told): void {
  const { routes, clock, timeZone } = parts;
  const looks = createLooks(() => clock.now());
  const time = (): SchoolTime => ({ timeZone, now: clock.now() });

  /** The agreement if the actor may see it; a draft was never asked and has no signatures. */
  async function find(tx: SchoolTx, actor: Actor, id: string): Promise<AgreementRow | null> {
    const row = await findAgreement(tx, id);
    if (row === null || (row.state === 'draft' && !can(actor, 'agreements.manage'))) return null;
    return row;
  }

  routes.school(listSignatures, {
    capability: 'agreements.view',
    audit: 'agreements.look',
    async handle({ tx, actor, reach, params, query }) {
      const row = await find(tx, actor, params.id);
      if (row === null) return notFound();
      const after = decodeCursor(query.after, 2);
      const [name, id] = after ?? [];
      const found = await listSignatureRows(tx, askingOf(row, time()), {
        reach,
        viewer: { accountId: actor.accountId, reach },
        groupId: query.groupId,
        search: query.search === undefined ? undefined : storable(query.search),
        state: query.state,
        after: name !== undefined && Id.safeParse(id).success ? [name, id ?? ''] : null,
        limit: query.limit + 1,
      });
      const rows = found.rows.slice(0, query.limit);
      const last = rows.at(-1);
      const { agreed, declined, open } = found;
      const reply = {
        items: rows.map(presentSignature),
        next:
          found.rows.length > query.limit && last !== undefined
            ? encodeCursor([last.name.toLowerCase(), last.personId])
            : null,
        agreed,
        declined,
        open,
      };
      if (looks.stands(actor.accountId, row.id)) return auditStands(reply);
      tx.afterCommit(() => looks.began(actor.accountId, row.id));
      return audited(reply, {
        summary: `Looked at who has agreed to “${titleOf(row)}”`,
        subject: { kind: 'agreement', id: row.id },
      });
    },
  });

  routes.school(exportSignatures, {
    capability: 'agreements.view',
    audit: 'agreements.export',
    async handle({ tx, actor, reach, params }) {
      const row = await find(tx, actor, params.id);
      if (row === null) return notFound();
      const rows = await exportSignatureRows(tx, askingOf(row, time()), reach);
      const { day } = schoolClock(timeZone, clock.now());
      const lines = [CSV_BEGIN, csvRow(COLUMNS), ...rows.map((each) => lineOf(each, timeZone))];
      return audited(
        new BytesReply(Buffer.from(lines.join(''), 'utf8'), {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="signatures-${day}.csv"`,
          'cache-control': 'no-store',
        }),
        {
          summary: `Exported the signatures of “${titleOf(row)}” (${rows.length} people)`,
          subject: { kind: 'agreement', id: row.id },
        },
      );
    },
  });

  routes.school(askAgain, {
    capability: 'agreements.manage',
    audit: 'agreements.ask-again',
    async handle({ tx, actor, params, body }) {
      const row = await holdAgreement(tx, params.id);
      if (row === null) return notFound();
      if (row.state !== 'asked') {
        return refuse('conflict', 'not-asked', 'Nobody is asked this agreement now.', {
          remedy: 'Publish it: whoever has not agreed to its text is asked.',
        });
      }
      const personIds = body.personIds === null ? null : [...new Set(body.personIds)];
      const people = await insertAskedAgain(tx, {
        agreementId: row.id,
        personIds,
        reason: storable(body.reason),
        by: { id: actor.accountId, name: actor.name },
        at: new Date(clock.now()),
      });
      if (people === 0) {
        return refuse('bad-request', 'nobody', 'Nobody of these is asked this agreement.', {
          field: 'personIds',
          remedy: 'Choose people of the groups that the agreement is for.',
        });
      }
      told.devices(tx, null);
      told.consoles(tx);
      const whom = personIds === null ? `everybody (${people} people)` : inPeople(people);
      return audited(
        { people },
        {
          summary: `Asked ${whom} again for “${titleOf(row)}”: ${storable(body.reason)}`,
          subject:
            personIds?.length === 1 && personIds[0] !== undefined
              ? { kind: 'person', id: personIds[0] }
              : { kind: 'agreement', id: row.id },
        },
      );
    },
  });

  routes.school(listPersonAgreements, {
    capability: 'agreements.view',
    audit: 'agreements.person',
    async handle({ tx, reach, params }) {
      const name = await nameOfPerson(tx, reach, params.id);
      if (name === null) return notFound();
      const now = time();
      const asked = await listAsked(tx);
      const openIds = await openOfPerson(
        tx,
        params.id,
        asked.map((row) => askingOf(row, now)),
      );
      const titles = new Map((await listAgreementRows(tx)).map((row) => [row.id, titleOf(row)]));
      const answers = await answersOfPerson(tx, params.id);
      return audited(
        {
          answers: answers.map(({ agreementId, title, version, answer, at, device }) => ({
            agreement: { id: agreementId, title },
            version,
            answer,
            at: at.toISOString(),
            device,
          })),
          open: asked.flatMap(({ id }) =>
            openIds.includes(id) ? [{ id, title: titles.get(id) ?? '' }] : [],
          ),
        },
        {
          summary: `Looked at which agreements ${name} has answered`,
          subject: { kind: 'person', id: params.id },
        },
      );
    },
  });
}

const COLUMNS = [
  'Name',
  'User name',
  'Year',
  'Form',
  'Answer',
  'Version',
  'Day',
  'Time',
  'Received (UTC)',
  'Device',
  'Still asked',
];

function lineOf(row: ExportedRow, timeZone: string): string {
  const at = row.at === null ? null : schoolClock(timeZone, row.at.getTime());
  return csvRow([
    row.name,
    row.username,
    row.year ?? '',
    row.form ?? '',
    STATE_WORDS[row.state],
    row.version === null ? '' : String(row.version),
    at?.day ?? '',
    at?.time ?? '',
    row.receivedAt?.toISOString() ?? '',
    row.device ?? '',
    row.stillAsked ? 'yes' : 'no',
  ]);
}

/** As it is asked, or was. */
function titleOf(row: AgreementRow): string {
  return row.asked?.draft.title ?? row.draft.title;
}

function inPeople(people: number): string {
  return people === 1 ? '1 person' : `${people} people`;
}
