import type { SiteCategory } from '@lapwing/protocol/features/access/api.ts';
import { type ReactNode, useId } from 'react';
import { TextInput, Tick } from '../../ui/field.tsx';
import { ApplicationsField } from './applications-field.tsx';
import { BlockPreview } from './block-preview.tsx';
import { CategoriesField } from './categories-field.tsx';
import type { Draft } from './draft.ts';
import { GroupsField } from './groups-field.tsx';
import { HoursField } from './hours-field.tsx';
import { SitesField } from './sites-field.tsx';
import { KINDS, STATUS_TITLES } from './words.ts';

const STATUSES = ['enabled', 'scheduled', 'disabled'] as const;
const STATUS_EXPLAINS = Object.freeze({
  enabled: 'At every hour, at school and at home.',
  scheduled: 'In the hours of the week below, on the school’s clock.',
  disabled: 'It does nothing, and keeps what it says.',
});

/** All that can be set of a policy. What its kind has no use for is not shown, and not lost. */
export function PolicyFields(props: {
  draft: Draft;
  categories: readonly SiteCategory[];
  fixed: boolean;
  wrong: (field: string) => string | undefined;
  onChange: (part: Partial<Draft>) => void;
}): ReactNode {
  const { draft, wrong, onChange } = props;
  const lists = draft.kind === 'block' || draft.kind === 'allow' || draft.kind === 'allow-only';
  return (
    <fieldset className="access-fields" disabled={props.fixed}>
      <legend className="unseen">What the policy says</legend>
      <section className="card">
        <TextInput
          label="Title"
          name="title"
          value={draft.title}
          maxLength={80}
          required
          hint="Staff read it in lists, pupils on the page that is closed."
          error={wrong('title')}
          onChange={(title) => onChange({ title })}
        />
        <Radios
          legend="What it does"
          name="kind"
          value={draft.kind}
          options={KINDS}
          onChange={(kind) => onChange({ kind })}
        />
      </section>
      {lists ? (
        <section className="card" aria-labelledby="access-sites-heading">
          <h2 id="access-sites-heading">Sites</h2>
          <SitesField
            value={draft.sites}
            error={wrong('sites')}
            fixed={props.fixed}
            onChange={(sites) => onChange({ sites })}
          />
          <CategoriesField
            categories={props.categories}
            chosen={draft.categories}
            error={wrong('categories')}
            onChange={(categories) => onChange({ categories })}
          />
          {draft.kind === 'block' ? (
            <TextInput
              label="Titles of pages and windows"
              name="titles"
              rows={3}
              value={draft.titles}
              hint="One in each line; * stands for any text: *unblocked games*"
              error={wrong('titles')}
              onChange={(titles) => onChange({ titles })}
            />
          ) : null}
        </section>
      ) : null}
      {draft.kind === 'applications' ? (
        <section className="card" aria-labelledby="access-programs-heading">
          <h2 id="access-programs-heading">Programs</h2>
          <ApplicationsField
            value={draft.applications}
            error={wrong('applications')}
            onChange={(applications) => onChange({ applications })}
          />
        </section>
      ) : null}
      {draft.kind === 'downloads' ? (
        <section className="card">
          <TextInput
            label="Endings of files"
            name="endings"
            value={draft.endings}
            hint="Such as exe, msi, zip. Empty: no file at all is downloaded."
            error={wrong('endings')}
            onChange={(endings) => onChange({ endings })}
          />
        </section>
      ) : null}
      <section className="card" aria-labelledby="access-whom-heading">
        <h2 id="access-whom-heading">For whom and when</h2>
        <GroupsField
          chosen={draft.groups}
          error={wrong('groupIds')}
          fixed={props.fixed}
          onChange={(groups) => onChange({ groups })}
        />
        <Radios
          legend="When"
          name="status"
          value={draft.status}
          options={STATUSES.map((key) => ({
            key,
            title: STATUS_TITLES[key],
            explains: STATUS_EXPLAINS[key],
          }))}
          onChange={(status) => onChange({ status })}
        />
        {draft.status === 'scheduled' ? (
          <>
            <HoursField
              hours={draft.hours}
              fixed={props.fixed}
              error={wrong('hours')}
              onChange={(hours) => onChange({ hours })}
            />
            <Tick checked={draft.inHolidays} onChange={(inHolidays) => onChange({ inHolidays })}>
              On the school’s holidays, too
            </Tick>
          </>
        ) : null}
      </section>
      {draft.kind === 'allow' ? null : (
        <section className="card" aria-labelledby="access-words-heading">
          <h2 id="access-words-heading">What the pupil reads</h2>
          <TextInput
            label="Words for the pupil"
            name="words"
            rows={2}
            maxLength={300}
            value={draft.words}
            hint="Plain words, and what to do instead. Empty: your school’s usual words."
            error={wrong('words')}
            onChange={(words) => onChange({ words })}
          />
          <BlockPreview title={draft.title} kind={draft.kind} words={draft.words} />
        </section>
      )}
    </fieldset>
  );
}

function Radios<Key extends string>(props: {
  legend: string;
  name: string;
  value: Key;
  options: ReadonlyArray<{ readonly key: Key; readonly title: string; readonly explains: string }>;
  onChange: (key: Key) => void;
}): ReactNode {
  const id = useId();
  return (
    <fieldset className="access-radios">
      <legend className="field-label">{props.legend}</legend>
      {props.options.map(({ key, title, explains }) => (
        <div key={key} className="access-radio">
          <input
            id={`${id}${key}`}
            type="radio"
            name={props.name}
            checked={props.value === key}
            onChange={() => props.onChange(key)}
          />
          <label htmlFor={`${id}${key}`}>
            <strong>{title}</strong> <span className="quiet small">{explains}</span>
          </label>
        </div>
      ))}
    </fieldset>
  );
}
