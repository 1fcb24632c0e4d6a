import type { AgreementTerms } from '@lapwing/protocol/features/agreements/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { Choice, Tick } from '../../ui/field.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { DECLINE_WORDS, MONTHS, sayDayOfYear, WHEN_WORDS } from './words.ts';

const FIRST_DAY = '09-01';

/** Whom it is asked, when, and what comes of a no. */
export function TermsField(props: {
  terms: AgreementTerms;
  /** People are asked it now: what is changed here holds as soon as it is saved. */
  asked: boolean;
  /** Groups that it is for, with their names. */
  known: readonly { readonly id: string; readonly name: string }[];
  groupsError: string | undefined;
  yearlyError: string | undefined;
  onChange: (terms: AgreementTerms) => void;
}): ReactNode {
  const { terms } = props;
  const put = (part: Partial<AgreementTerms>): void => props.onChange({ ...terms, ...part });
  return (
    <section className="card" aria-labelledby="agreement-how">
      <h2 id="agreement-how">How it is asked</h2>
      {props.asked ? (
        <p className="quiet small">
          What you change here holds as soon as you save. A changed text waits until you publish.
        </p>
      ) : null}
      <GroupsField
        ids={terms.groupIds}
        known={props.known}
        error={props.groupsError}
        onChange={(groupIds) => put({ groupIds })}
      />
      <div className="agreement-labels">
        <Choice
          label="When"
          value={terms.when}
          options={(['once', 'every-log-on'] as const).map((key) => ({ key, label: WHEN_WORDS[key] }))}
          onChange={(when) => put({ when })}
        />
        <Choice
          label="When somebody says no"
          value={terms.decline}
          options={(['nothing', 'lock', 'log-off'] as const).map((key) => ({ key, ...DECLINE_WORDS[key] }))}
          onChange={(decline) => put({ decline })}
        />
      </div>
      {terms.decline === 'nothing' ? null : (
        <Notice>
          {DECLINE_WORDS[terms.decline].hint} A pupil who says no cannot work, so have somebody ready to talk.
        </Notice>
      )}
      <div className="row">
        <Tick
          checked={terms.yearlyOn !== null}
          onChange={(yearly) => put({ yearlyOn: yearly ? FIRST_DAY : null })}
        >
          Ask everybody again each year
        </Tick>
        {terms.yearlyOn === null ? null : (
          <DayOfYear day={terms.yearlyOn} onChange={(yearlyOn) => put({ yearlyOn })} />
        )}
      </div>
      {terms.yearlyOn === null ? null : (
        <p className="quiet small">
          From {sayDayOfYear(terms.yearlyOn)} on, what was answered before does not count any longer.
        </p>
      )}
      {props.yearlyError === undefined ? null : <p className="field-error">{props.yearlyError}</p>}
    </section>
  );
}

const DAYS_OF = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const two = (figure: number): string => String(figure).padStart(2, '0');

function DayOfYear(props: { day: string; onChange: (day: string) => void }): ReactNode {
  const month = Number(props.day.slice(0, 2));
  const day = Number(props.day.slice(3));
  const days = DAYS_OF[month - 1] ?? 31;
  return (
    <span className="row agreement-day">
      <Choice
        label="Day"
        look="filter"
        named
        value={two(day)}
        options={Array.from({ length: days }, (_, at) => ({ key: two(at + 1), label: String(at + 1) }))}
        onChange={(key) => props.onChange(`${two(month)}-${key}`)}
      />
      <Choice
        label="Month"
        look="filter"
        named
        value={two(month)}
        options={MONTHS.map((label, at) => ({ key: two(at + 1), label }))}
        onChange={(key) => props.onChange(`${key}-${two(Math.min(day, DAYS_OF[Number(key) - 1] ?? 31))}`)}
      />
    </span>
  );
}

function GroupsField(props: {
  ids: readonly string[];
  known: readonly { readonly id: string; readonly name: string }[];
  error: string | undefined;
  onChange: (ids: string[]) => void;
}): ReactNode {
  const { ids } = props;
  const [words, setWords] = useState('');
  const mayGroups = useMay('groups.view');
  const groups = useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? [];
  const open = groups.filter(
    ({ kind, personal, builtIn }) =>
      !personal && (builtIn === 'whole-school' || (builtIn === null && kind === 'people')),
  );
  const nameOf = (id: string): string =>
    open.find((group) => group.id === id)?.name ??
    props.known.find((group) => group.id === id)?.name ??
    'A group';
  const looked = words.trim().toLowerCase();
  const found = open
    .filter(({ id, name }) => !ids.includes(id) && name.toLowerCase().includes(looked))
    .toSorted((one, other) => Number(other.builtIn !== null) - Number(one.builtIn !== null));
  return (
    <div className="agreement-groups">
      <Picker
        label="Who is asked"
        placeholder="Add a group of people"
        words={words}
        onWords={setWords}
        items={found.slice(0, 50).map(({ id, name, members }) => ({
          id,
          label: name,
          hint: members === 1 ? '1 member' : `${members} members`,
        }))}
        onPick={(item) => {
          props.onChange([...ids, item.id]);
          setWords('');
        }}
        nothing="No group of people has this name"
      />
      {ids.length === 0 ? (
        <p className="quiet small">Nobody yet. The whole school can be chosen too.</p>
      ) : (
        <div className="row">
          {ids.map((id) => (
            <Tag key={id} onRemove={() => props.onChange(ids.filter((each) => each !== id))}>
              {nameOf(id)}
            </Tag>
          ))}
        </div>
      )}
      {props.error === undefined ? null : <p className="field-error">{props.error}</p>}
      <p className="quiet small">
        Groups below them are asked too. Where an account is matched to nobody of the roster, nobody is asked:
        an answer must be somebody’s.
      </p>
    </div>
  );
}
