import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { listPeople } from '@lapwing/protocol/features/people/api.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import {
  Autocomplete,
  Collection,
  Dialog,
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
} from 'react-aria-components';
import { load } from './api/client.ts';
import { devicesQuery, groupsQuery, useMay, useMe } from './api/queries.ts';
import { PLACES } from './places.ts';
import { paths } from './paths.ts';
import { SEVERITY_WORDS } from './severity.ts';
import { sayMoment } from './ui/dates.ts';
import { SearchInput } from './ui/field.tsx';
import { Name } from './ui/name.tsx';

interface Entry {
  id: string;
  label: string;
  hint: string;
  href: string;
}

interface EntrySection {
  title: string;
  entries: Entry[];
}

const PER_SECTION = 7;

/** Search over everything that one may see, and the quickest way to any page. */
export function Palette(props: { onClose: () => void; go: (href: string) => void }): ReactNode {
  const [words, setWords] = useState('');
  const sections = useSections(words.trim());
  const { onClose } = props;
  useEffect(() => {
    // The search field would only empty itself at the first Escape.
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onClose();
    }
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [onClose]);
  const hrefs = new Map(
    sections.flatMap((section) => section.entries.map((entry) => [entry.id, entry.href])),
  );
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
            <SearchInput
              label="Search"
              placeholder="A name, a device, a policy, a page"
              value={words}
              onChange={setWords}
              autoFocus
            />
            <ListBox
              className="menu"
              aria-label="Found"
              items={sections}
              selectionMode="none"
              onAction={(key) => {
                const href = hrefs.get(String(key));
                props.onClose();
                if (href !== undefined) props.go(href);
              }}
              renderEmptyState={() => <p className="side-note">Nothing found. Try part of a name.</p>}
            >
              {(section) => (
                <ListBoxSection id={section.title}>
                  <Header className="menu-title">{section.title}</Header>
                  <Collection items={section.entries}>
                    {(entry) => (
                      <ListBoxItem id={entry.id} className="menu-item" textValue={entry.label}>
                        <span className="grow">
                          <Name cut>{entry.label}</Name>
                        </span>
                        <span className="quiet small">
                          <Name>{entry.hint}</Name>
                        </span>
                      </ListBoxItem>
                    )}
                  </Collection>
                </ListBoxSection>
              )}
            </ListBox>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function useSections(words: string): EntrySection[] {
  const me = useMe();
  const people = usePeople(words);
  const captures = useCaptures(words);
  const groups = useQuery({ ...groupsQuery, enabled: useMay('groups.view') }).data?.groups ?? [];
  const devices =
    useQuery({ ...devicesQuery, enabled: useMay('devices.view') && words !== '' }).data?.devices ?? [];
  const pages: Entry[] = [
    ...PLACES.filter((place) => me.capabilities.includes(place.needs)).map((place) => ({
      id: `page ${place.href}`,
      label: place.label,
      hint: '',
      href: place.href,
    })),
    { id: 'page account', label: 'My sign-ins, password and alerts', hint: '', href: paths.account() },
    ...(me.capabilities.includes('devices.enrol')
      ? [
          {
            id: 'page enrol',
            label: 'Add devices: school code and instructions',
            hint: '',
            href: paths.enrol(),
          },
        ]
      : []),
  ];
  return [
    { title: 'People', entries: people },
    { title: 'Captures', entries: captures },
    {
      title: 'Devices',
      entries: devices
        .filter((device) => found(words, device.name, device.room, device.person?.name))
        .slice(0, PER_SECTION)
        .map((device) => ({
          id: `device ${device.id}`,
          label: device.name,
          hint: device.room ?? '',
          href: paths.device(device.id),
        })),
    },
    {
      title: 'Groups',
      entries: groups
        .filter((group) => words !== '' && found(words, group.name))
        .slice(0, PER_SECTION)
        .map((group) => ({
          id: `group ${group.id}`,
          label: group.name,
          hint: `${group.members}`,
          href: paths.group(group.id),
        })),
    },
    { title: 'Pages', entries: pages.filter((page) => found(words, page.label)) },
  ].filter((section) => section.entries.length > 0);
}

function usePeople(words: string): Entry[] {
  const allowed = useMay('people.view');
  const query = useQuery({
    queryKey: ['people', 'palette', words],
    queryFn: ({ signal }) => load(listPeople, { query: { search: words, limit: PER_SECTION } }, signal),
    enabled: allowed && words.length > 1,
    placeholderData: keepPreviousData,
  });
  if (words.length < 2) return [];
  return (query.data?.items ?? []).map((person) => ({
    id: `person ${person.id}`,
    label: person.name,
    hint: [person.form, person.username].filter((part) => part !== null).join(' · '),
    href: paths.person(person.id),
  }));
}

function useCaptures(words: string): Entry[] {
  const allowed = useMay('captures.view');
  const query = useQuery({
    queryKey: ['captures', 'palette'],
    queryFn: ({ signal }) => load(listCaptures, { query: { status: 'open', limit: 200 } }, signal),
    enabled: allowed && words !== '',
    staleTime: 60_000,
  });
  return (query.data?.items ?? [])
    .filter(
      (capture) =>
        words !== '' &&
        found(words, capture.person?.name, capture.accountName, capture.policy.title, capture.text?.sentence),
    )
    .slice(0, PER_SECTION)
    .map((capture) => ({
      id: `capture ${capture.id}`,
      label: `${SEVERITY_WORDS[capture.severity].shape} ${capture.person?.name ?? capture.accountName ?? 'Unknown account'}`,
      hint: `${capture.policy.title} · ${sayMoment(capture.happenedAt)}`,
      href: paths.capture(capture.id),
    }));
}

function found(words: string, ...texts: (string | null | undefined)[]): boolean {
  const parts = fold(words).split(/\s+/);
  const whole = fold(texts.filter((text) => text !== null && text !== undefined).join(' '));
  return parts.every((part) => whole.includes(part));
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
