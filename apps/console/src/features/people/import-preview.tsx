import type { ImportPreview, PlannedPerson } from '@lapwing/protocol/features/people/imports.api.ts';
import type { ReactNode } from 'react';
import { Name } from '../../ui/name.tsx';
import { TabSet } from '../../ui/tab-set.tsx';

/** What the import would do: how many of each, and the first of them. */
export function ImportPreviewCard(props: { preview: ImportPreview }): ReactNode {
  const { preview } = props;
  const heaps = [
    { key: 'added', title: 'New', heap: preview.added },
    { key: 'changed', title: 'Changed', heap: preview.changed },
    { key: 'leavers', title: 'Leaving', heap: preview.leavers },
  ].filter(({ heap }) => heap.total > 0);
  const counts: readonly (readonly [string, number])[] = [
    ['New', preview.added.total],
    ['Changed', preview.changed.total],
    ['Unchanged', preview.unchanged],
    ['Leaving', preview.leavers.total],
    ['Left out', preview.skipped],
    ['To put right', preview.errors.total],
  ];
  return (
    <section className="card" aria-label="Preview">
      <h2>Preview</h2>
      <p className="quiet">Nothing has changed yet.</p>
      <dl className="import-heaps">
        {counts.map(([word, count]) => (
          <div key={word} className="import-heap">
            <dt className="quiet small">{word}</dt>
            <dd>
              <strong>{count.toLocaleString('en-GB')}</strong>
            </dd>
          </div>
        ))}
      </dl>
      {preview.returning > 0 ? (
        <p>
          {preview.returning === 1
            ? '1 of the changed had left and comes back.'
            : `${preview.returning} of the changed had left and come back.`}
        </p>
      ) : null}
      {preview.newGroups > 0 ? (
        <p>{preview.newGroups === 1 ? '1 group is made.' : `${preview.newGroups} groups are made.`}</p>
      ) : null}
      {heaps.length === 0 ? null : (
        <TabSet
          label="Rows"
          tabs={heaps.map(({ key, title, heap }) => ({
            key,
            title: `${title} (${heap.total.toLocaleString('en-GB')})`,
            content: <First people={heap.first} total={heap.total} title={title} />,
          }))}
        />
      )}
    </section>
  );
}

const SHOWN = ['name', 'username', 'kind', 'year', 'form', 'upn'] as const;
const TITLES = Object.freeze({
  name: 'Name',
  username: 'Account',
  kind: 'Kind',
  year: 'Year',
  form: 'Form',
  upn: 'UPN',
});

function First(props: { people: readonly PlannedPerson[]; total: number; title: string }): ReactNode {
  const { people } = props;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
      <div className="import-rows" tabIndex={0} role="region" aria-label={props.title}>
        <table>
          <thead>
            <tr>
              {SHOWN.map((field) => (
                <th key={field} scope="col">
                  {TITLES[field]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <tr key={person.username}>
                {SHOWN.map((field) => (
                  <td key={field}>
                    <Cell now={person[field]} before={person.before[field]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {props.total > people.length ? <p className="quiet small">The first {people.length}.</p> : null}
    </>
  );
}

/** A cell that changes shows what stood there before. */
function Cell(props: { now: string | null; before: string | null | undefined }): ReactNode {
  const { now, before } = props;
  const shown = now === null ? <span className="quiet">None</span> : <Name>{now}</Name>;
  if (before === undefined) return shown;
  return (
    <>
      <del className="quiet">{before === null ? 'None' : <Name>{before}</Name>}</del> {shown}
    </>
  );
}
