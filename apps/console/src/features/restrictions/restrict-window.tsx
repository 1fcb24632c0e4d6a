import type { Clash, ControlSettings, tryRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useState } from 'react';
import type { z } from 'zod';
import { failureOf, fieldError, formError, RequestFailed, sayShortly } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { lengthsFor } from './lengths.ts';
import { controlSettingsQuery } from './queries.ts';
import { favouritesQuery, tryQuery } from './set-queries.ts';
import type { Reach } from './reach.ts';
import { bodyOf } from './set-body.ts';
import { type Acts, newId } from './use-acts.ts';
import { FRONT_WORDS, type Kind, KIND_WORDS, sayMinutes, screens } from './words.ts';
import './restrictions.css';

type Found = z.output<(typeof tryRestriction)['reply']>;

/** Where the server has not said yet what the school settled. */
const USUAL: ControlSettings['usual'] = Object.freeze({ lock: 5, internetOff: 60, access: 30, lesson: 60 });
const TYPED = 'typed';

export interface RestrictWindowProps {
  kind: Kind;
  reach: Reach;
  /** The lesson that the reader holds with this group now; what is set ends with it. */
  lesson: { readonly id: string; readonly title: string } | null;
  acts: Acts;
  onClose: () => void;
}

/**
 * One restriction before it is set: its words, its length, whom it reaches, and what others have set there. Enter sets
 * it; what reaches very many asks once more, by number.
 */
export function RestrictWindow(props: RestrictWindowProps): ReactNode {
  const { kind, reach, lesson, acts, onClose } = props;
  const client = useQueryClient();
  const usual = useQuery(controlSettingsQuery).data?.settings.usual ?? USUAL;
  const lists = kind === 'allow-only' || kind === 'block';
  const favourites = useQuery({ ...favouritesQuery, enabled: lists }).data?.favourites ?? [];
  const lengths = lengthsFor(kind, usual, lesson !== null);
  const [words, setWords] = useState(kind === 'front' ? FRONT_WORDS : '');
  const [chosenLength, setLength] = useState<string | null>(null);
  const [list, setList] = useState<string | null>(null);
  const [sites, setSites] = useState('');
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState<Found | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const [ids] = useState(() => reach.targets.map(() => newId()));
  const length = lengths.find(({ key }) => key === chosenLength) ?? lengths[0];
  const minutes = length === undefined ? usual.lock : length.minutes;
  const listKey = list ?? (kind === 'allow-only' ? (favourites[0]?.id ?? TYPED) : TYPED);
  const favourite = favourites.find(({ id }) => id === listKey) ?? null;
  const made = bodyOf({ kind, words, minutes, favourite, sites }, reach, lesson?.id ?? null);
  // Words change neither whom it reaches nor what stands against it: they are not asked about with every letter.
  const asked = useDeferredValue(made.ok ? made.body : null);
  const probe = asked === null ? null : { ...asked, words: null };
  const query = useQuery({ ...tryQuery(probe ?? EMPTY), enabled: probe !== null });
  const { verb, title, done } = KIND_WORDS[kind];
  const count = reach.able.length;
  const button = `${verb} ${screens(count)}`;

  async function set(): Promise<void> {
    if (!made.ok) return;
    const said = `${done} ${screens(count)}${minutes === null ? ' to the end of the lesson' : ` for ${sayMinutes(minutes)}`}.`;
    const failed = await acts.set(made.body, ids, said);
    if (failed === null) onClose();
    else {
      setAsking(null);
      setFailure(new RequestFailed(failed));
    }
  }
  async function submit(): Promise<void> {
    setTried(true);
    setFailure(null);
    if (!made.ok) return;
    const shown = query.data;
    let found: Found;
    try {
      found = await client.fetchQuery(tryQuery({ ...made.body, words: null }));
    } catch (error) {
      setFailure(error instanceof Error ? error : new RequestFailed(failureOf(error)));
      return;
    }
    // What was not on the page when the button was pressed has to be seen first.
    const unseen = found.clashes.length > 0 && shown === undefined;
    if (found.large || unseen) setAsking(found);
    else await set();
  }

  if (asking !== null) {
    return (
      <Window title={`${button}?`} open onClose={onClose} alert>
        <div className="stack">
          <p>
            This reaches <strong>{sayPeople(asking)}</strong> of <Name>{reach.name}</Name>.
          </p>
          <Clashes clashes={asking.clashes} />
        </div>
        <div className="dialog-foot">
          <Action autoFocus onPress={() => setAsking(null)}>
            Back
          </Action>
          <Action look="main" busy={acts.busy} onPress={() => void set()}>
            {button}
          </Action>
        </div>
      </Window>
    );
  }
  const sitesError = tried && !made.ok ? made.problem : fieldError(failure, 'effect.sites');
  return (
    <Window title={title} open onClose={onClose}>
      <Form
        problem={formError(failure, ['effect.sites', 'words'])}
        busy={acts.busy}
        onSubmit={() => void submit()}
      >
        {lists ? (
          <>
            {favourites.length === 0 ? null : (
              <Choice
                label="Sites"
                value={listKey}
                onChange={setList}
                options={[
                  ...favourites.map((one) => ({
                    key: one.id,
                    label: one.title,
                    hint: one.sites.length === 1 ? '1 site' : `${one.sites.length} sites`,
                  })),
                  { key: TYPED, label: 'Typed here' },
                ]}
              />
            )}
            {favourite === null ? (
              <TextInput
                label={kind === 'block' ? 'Sites to block' : 'Sites that stay open'}
                name="sites"
                rows={2}
                autoFocus
                value={sites}
                onChange={setSites}
                placeholder="bbc.co.uk/bitesize, *.gov.uk"
                hint="Between them a space, a comma or a new line. Each with all of its pages; * stands for any text."
                error={sitesError}
              />
            ) : (
              <p className="quiet small restrict-sites">{favourite.sites.slice(0, 12).join(', ')}</p>
            )}
          </>
        ) : null}
        <TextInput
          label={kind === 'front' ? 'Words for the pupils' : 'Words for the pupils, if any'}
          name="words"
          value={words}
          onChange={setWords}
          autoFocus={!lists}
          maxLength={300}
          error={fieldError(failure, 'words')}
          hint={WORDS_HINT[kind]}
        />
        <Choice
          label="For how long"
          value={length?.key ?? ''}
          onChange={setLength}
          options={lengths.map(({ key, label }) => ({ key, label }))}
        />
        {failure !== null && query.data === undefined ? null : (
          <Whom reach={reach} found={query.data} error={query.error} lesson={lesson} />
        )}
        <Clashes clashes={query.data?.clashes ?? []} />
        <div className="dialog-foot">
          <Action onPress={onClose}>Cancel</Action>
          <Action look="main" submit busy={acts.busy}>
            {button}
          </Action>
        </div>
      </Form>
    </Window>
  );
}

const EMPTY = Object.freeze({
  targets: [],
  effect: { kind: 'lock' as const },
  minutes: 1,
});

const WORDS_HINT: Readonly<Record<Kind, string | undefined>> = Object.freeze({
  front: 'On the locked screen, with the time left.',
  lock: 'On the locked screen, above the school’s own words.',
  'internet-off': 'On the page that says why.',
  'allow-only': undefined,
  block: undefined,
  mute: undefined,
});

/** Whom it reaches, in figures; and who cannot do it, by name. */
function Whom(props: {
  reach: Reach;
  found: Found | undefined;
  error: Error | null;
  lesson: RestrictWindowProps['lesson'];
}): ReactNode {
  const { reach, found, error, lesson } = props;
  if (error !== null) return <Notice tone="warn">{sayShortly(error)}</Notice>;
  return (
    <div className="restrict-whom" role="status">
      <p>
        <strong>
          <Name>{reach.everybody ? `Everybody in ${reach.name}` : reach.name}</Name>
        </strong>
        {found === undefined ? ': counting…' : `: ${sayPeople(found)}, ${found.online} connected.`}
        {found !== undefined && found.online < found.devices
          ? ' It holds on the others as soon as they connect.'
          : ''}
        {lesson === null ? '' : ` It ends with the lesson at the latest.`}
      </p>
      {found === undefined || found.cannot.length === 0 ? null : (
        <p className="quiet small">
          Cannot do it:{' '}
          {found.cannot
            .slice(0, 6)
            .map(({ name }) => name)
            .join(', ')}
          {found.cannot.length > 6 ? ` and ${found.cannot.length - 6} more` : ''}. {found.cannot[0]?.why}
        </p>
      )}
    </div>
  );
}

/** What others have set there, and what becomes of it. */
export function Clashes(props: { clashes: readonly Clash[] }): ReactNode {
  const { clashes } = props;
  if (clashes.length === 0) return null;
  return (
    <section className="restrict-clashes" aria-label="Set by others">
      <h3>Set by others there</h3>
      <ul>
        {clashes.map((clash) => (
          <li key={clash.restrictionId}>
            <strong>{clash.what}</strong> by <Name>{clash.by}</Name>
            {clash.lesson === null ? null : (
              <>
                {' '}
                in <Name>{clash.lesson.title}</Name>
              </>
            )}
            <span className="quiet">
              {' '}
              · {clash.people} {clash.people === 1 ? 'person' : 'people'}
            </span>
            <span className="restrict-outcome">{clash.outcome}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `28 people, 27 devices`; devices alone where nobody is known. */
export function sayPeople(found: Pick<Found, 'people' | 'devices'>): string {
  const devices = `${found.devices} ${found.devices === 1 ? 'device' : 'devices'}`;
  if (found.people === 0) return devices;
  return `${found.people} ${found.people === 1 ? 'person' : 'people'}, ${devices}`;
}
