import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useMay } from '../../api/queries.ts';
import { DayInput } from '../../ui/day-input.tsx';
import { Action } from '../../ui/button.tsx';
import { Choice, SearchInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Picker } from '../../ui/picker.tsx';
import { choicesQuery, personQuery } from './queries.ts';
import {
  actionChoices,
  type AuditFilters,
  auditHref,
  narrows,
  NO_FILTERS,
  OUTCOME_CHOICES,
  parseAuditFilters,
} from './words.ts';

const ALL = 'all';
/** Milliseconds without a further letter before it is searched. */
const TYPED = 400;

/** What narrows the audit: who, what kind, about whom, when, how it ended, and words. */
export function AuditFilterBar(props: { filters: AuditFilters; go: (href: string) => void }): ReactNode {
  const { filters, go } = props;
  const may = useMay('people.view');
  const choices = useQuery(choicesQuery).data;
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null);
  const [cleared, setCleared] = useState(0);
  const set = (change: Partial<AuditFilters>): void => go(auditHref({ ...filters, ...change }));
  const actors = choices?.actors ?? [];
  const actions = choices?.actions ?? [];
  const named = (key: string | null): string | null => (key === ALL ? null : key);
  return (
    <div className="audit-bar">
      <Words key={cleared} words={filters.words} onWords={(words) => set({ words })} />
      <Choice
        label="Who acted"
        look="filter"
        neutral={ALL}
        value={filters.actor ?? ALL}
        onChange={(key) => set({ actor: named(key) })}
        options={[
          { key: ALL, label: 'Everybody' },
          ...actors.map(({ id, name }) => ({ key: id, label: name })),
          ...(filters.actor !== null && !actors.some(({ id }) => id === filters.actor)
            ? [{ key: filters.actor, label: 'Chosen person' }]
            : []),
        ]}
      />
      <Choice
        label="Kind"
        look="filter"
        neutral={ALL}
        value={filters.action ?? ALL}
        onChange={(key) => set({ action: named(key) })}
        options={[
          { key: ALL, label: 'Every kind' },
          ...actionChoices(
            filters.action === null || filters.action.endsWith('.') || actions.includes(filters.action)
              ? actions
              : [...actions, filters.action],
          ),
        ]}
      />
      <Choice
        label="Outcome"
        look="filter"
        neutral={ALL}
        value={filters.outcome ?? ALL}
        onChange={(key) => go(auditHref({ ...filters, ...parseOutcome(key) }))}
        options={[{ key: ALL, label: 'Every outcome' }, ...OUTCOME_CHOICES]}
      />
      <DayInput label="From" value={filters.from} onChange={(from) => set({ from })} />
      <DayInput label="To" value={filters.to} onChange={(to) => set({ to })} />
      {filters.person === null && may ? (
        <PersonPicker
          onPick={(person) => {
            setChosen(person);
            set({ person: person.id });
          }}
        />
      ) : null}
      {filters.person === null ? null : (
        <Action
          label="Show everything again, not only about this person"
          onPress={() => set({ person: null })}
        >
          About {chosen?.id === filters.person ? <Name>{chosen.name}</Name> : 'one person'}{' '}
          <X size={14} aria-hidden />
        </Action>
      )}
      {filters.subject === null ? null : (
        <Action label="Show everything again, not only this one thing" onPress={() => set({ subject: null })}>
          Only one thing <X size={14} aria-hidden />
        </Action>
      )}
      {narrows(filters) ? (
        <Action
          look="plain"
          onPress={() => {
            setCleared(cleared + 1);
            go(auditHref({ ...NO_FILTERS, line: filters.line }));
          }}
        >
          Clear
        </Action>
      ) : null}
    </div>
  );
}

function parseOutcome(key: string): Pick<AuditFilters, 'outcome'> {
  return { outcome: parseAuditFilters({ outcome: key }).outcome };
}

function Words(props: { words: string | null; onWords: (words: string | null) => void }): ReactNode {
  const { onWords } = props;
  const before = props.words ?? '';
  const [words, setWords] = useState(before);
  useEffect(() => {
    const said = words.trim();
    if (said === before) return undefined;
    const timer = setTimeout(() => onWords(said === '' ? null : said.slice(0, 100)), TYPED);
    return () => clearTimeout(timer);
  }, [words, before, onWords]);
  return <SearchInput label="Words in the line" placeholder="Words" value={words} onChange={setWords} />;
}

function PersonPicker(props: { onPick: (person: { id: string; name: string }) => void }): ReactNode {
  const [words, setWords] = useState('');
  const found = useQuery(personQuery(words)).data?.items ?? [];
  return (
    <div className="audit-person">
      <Picker
        label="About whom"
        placeholder="Person concerned"
        words={words}
        onWords={setWords}
        items={
          words.trim() === ''
            ? []
            : found.map(({ id, name, username, form }) => ({ id, label: name, hint: form ?? username }))
        }
        onPick={(item) => {
          setWords('');
          props.onPick({ id: item.id, name: item.label });
        }}
        nothing="Nobody of this name"
      />
    </div>
  );
}
