import { search, type Hit } from '@lapwing/protocol/features/search/api.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Collection, Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox';
import { Input } from 'react-aria-components/Input';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { load } from './api/client.ts';
import { failureOf, sayFailure } from './api/failure.ts';
import { groupsQuery, useMe } from './api/queries.ts';
import { lessonsQuery } from './features/lessons/queries.ts';
import { orderParts } from './palette-order.ts';
import { findPlaces } from './palette-places.ts';
import { paths } from './paths.ts';
import { changePreferences, usePreferences } from './preferences.ts';
import { SEVERITY_WORDS } from './severity.ts';
import { Name } from './ui/name.tsx';
import { Notice } from './ui/states.tsx';
import './palette.css';

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** Said before the label by those who hear the page; the shape says it to the others. */
  readonly mark?: { readonly shape: string; readonly word: string };
  readonly run: () => void;
}

interface EntrySection {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Milliseconds without a key after which the server is asked. */
const WAITS_MS = 120;

const TITLES: Readonly<Record<Hit['kind'], string>> = Object.freeze({
  person: 'People',
  device: 'Devices',
  group: 'Groups',
  capture: 'Captures',
});
const HREFS: Readonly<Record<Hit['kind'], (id: string) => string>> = Object.freeze({
  person: (id: string) => paths.person(id),
  device: (id: string) => paths.device(id),
  group: (id: string) => paths.group(id),
  capture: (id: string) => paths.capture(id),
});

/** Search over everything that one may see, and the quickest way to any page and setting. */
export function Palette(props: {
  /** The group that is open, if any. */
  groupId: string | null;
  onClose: () => void;
  go: (href: string) => void;
}): ReactNode {
  const [words, setWords] = useState('');
  const asked = useSettled(words.trim());
  const query = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => load(search, { query: { q: asked } }, signal),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const places = usePlaces(words.trim(), props.groupId, props.go);
  // What was found for fewer letters stays until the answer is there, and below what is known to begin so.
  const isAnswered = words.trim() === asked && !query.isPlaceholderData;
  const found = words.trim() === '' ? [] : (query.data?.hits ?? []);
  const hits = isAnswered ? found : found.map((hit) => ({ ...hit, like: true }));
  const sections = orderParts(hits)
    .map((part) =>
      part.kind === 'places'
        ? places
        : { title: TITLES[part.kind], entries: part.hits.map((hit) => entryOf(hit, props.go)) },
    )
    .filter((section) => section.entries.length > 0);
  const waiting = words.trim() !== asked || query.isFetching;
  const { onClose } = props;
  const runs = new Map(sections.flatMap((section) => section.entries.map((entry) => [entry.id, entry.run])));
  const count = sections.reduce((sum, section) => sum + section.entries.length, 0);
  function choose(id: string): void {
    onClose();
    runs.get(id)?.();
  }
  const chooseFirst = useEffectEvent(() => {
    const first = sections[0]?.entries[0];
    if (first !== undefined) choose(first.id);
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      // The search field would only empty itself at the first Escape.
      if (event.key === 'Escape') {
        event.stopPropagation();
        onClose();
      }
      // The list marks its first line a moment after it was drawn: who is quicker means that line, too.
      const field = event.target;
      if (!(field instanceof HTMLInputElement) || event.key !== 'Enter' || event.isComposing) return;
      if (!marksALine(field)) {
        event.stopPropagation();
        event.preventDefault();
        chooseFirst();
      }
    }
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [onClose]);
  return (
    <ModalOverlay
      className="veil"
      data-at="top"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Modal className="modal palette">
        <Dialog className="dialog" aria-label="Search">
          <Autocomplete inputValue={words} onInputChange={setWords}>
            {/* react-aria's own field: it hands the arrow keys on to the list. */}
            <SearchField className="search" aria-label="Search" autoFocus>
              <Search size={15} aria-hidden />
              <Input
                className="input"
                dir="auto"
                placeholder="A name, a device, a group, a word of a capture, a page"
                maxLength={200}
              />
            </SearchField>
            {query.error === null || asked === '' ? null : (
              <Notice tone="warn">
                {sayFailure(failureOf(query.error)).title}. Pages and settings can be found all the same.
              </Notice>
            )}
            <ListBox
              className="menu"
              aria-label="Found"
              aria-busy={waiting}
              items={sections}
              selectionMode="none"
              onAction={(key) => choose(String(key))}
              renderEmptyState={() => (
                <p className="side-note">
                  {waiting ? 'Searching' : 'Nothing found. Try part of a name; a typing error is forgiven.'}
                </p>
              )}
            >
              {(section) => (
                <ListBoxSection id={section.title}>
                  <Header className="menu-title">{section.title}</Header>
                  <Collection items={section.entries}>{(entry) => <Line entry={entry} />}</Collection>
                </ListBoxSection>
              )}
            </ListBox>
          </Autocomplete>
          <p className="unseen" role="status">
            {waiting || words.trim() === '' ? '' : count === 1 ? '1 result' : `${count} results`}
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Whether the field says of a line of the list, and one that is still there, that Enter takes it. */
function marksALine(field: HTMLInputElement): boolean {
  const line = field.getAttribute('aria-activedescendant');
  return line !== null && document.getElementById(line) !== null;
}

function Line(props: { entry: Entry }): ReactNode {
  const { entry } = props;
  return (
    <ListBoxItem id={entry.id} className="menu-item" textValue={entry.label}>
      <span className="grow palette-label">
        {entry.mark === undefined ? null : (
          <>
            <span aria-hidden="true">{entry.mark.shape}</span>
            <span className="unseen">{entry.mark.word}: </span>
          </>
        )}
        <Name cut>{entry.label}</Name>
      </span>
      <Name cut className="quiet small">
        {entry.hint}
      </Name>
    </ListBoxItem>
  );
}

/** The value once it has not changed for a moment; emptying it counts at once. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), value === '' ? 0 : WAITS_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function entryOf(hit: Hit, go: (href: string) => void): Entry {
  const severity = hit.severity === null ? null : SEVERITY_WORDS[hit.severity];
  return {
    id: `${hit.kind} ${hit.id}`,
    label: hit.title,
    hint: hit.detail,
    ...(severity === null ? {} : { mark: { shape: severity.shape, word: severity.word } }),
    run: () => go(HREFS[hit.kind](hit.id)),
  };
}

function usePlaces(words: string, groupId: string | null, go: (href: string) => void): EntrySection {
  const { capabilities, scopedToGroups, account } = useMe();
  const room = useRoom(groupId, account.id, capabilities.includes('lessons.teach'));
  const preferences = usePreferences();
  const found = findPlaces(words, { capabilities, scopedToGroups, preferences, room });
  return {
    title: 'Places and settings',
    entries: found.map((place) => ({
      id: `place ${place.label}`,
      label: place.label,
      hint: place.hint,
      run: () => {
        if ('href' in place) go(place.href);
        else changePreferences(place.change);
      },
    })),
  };
}

/** The group that is open, or else the one with which one's lesson goes on. */
function useRoom(
  groupId: string | null,
  accountId: string,
  teaches: boolean,
): { id: string; name: string; lesson: boolean } | null {
  const lessons = useQuery({ ...lessonsQuery, enabled: teaches }).data?.lessons ?? [];
  const groups = useQuery(groupsQuery).data?.groups ?? [];
  const mine = lessons.filter(
    ({ endedAt, teachers }) => endedAt === null && teachers.some(({ id }) => id === accountId),
  );
  const open = groups.find(({ id }) => id === groupId);
  if (open !== undefined)
    return { id: open.id, name: open.name, lesson: mine.some(({ group }) => group.id === open.id) };
  const [first] = mine;
  return first === undefined ? null : { ...first.group, lesson: true };
}
