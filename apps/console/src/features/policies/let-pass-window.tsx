import { Allowance } from '@lapwing/protocol/features/policies/edits.ts';
import { addAllowance } from '@lapwing/protocol/features/policies/settings.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { groupsQuery } from '../../api/queries.ts';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { showToast } from '../../ui/toasts.ts';
import { newId } from './edits.ts';
import { groupOptions } from './group-choice.tsx';
import { policiesQuery, refreshPolicies } from './queries.ts';

const KINDS = [
  { key: 'phrase', label: 'A phrase', hint: 'what shares words with it is harmless' },
  { key: 'site', label: 'A site', hint: 'with all that is below it' },
] as const;
const LENGTHS = [
  { key: 'good', label: 'For good' },
  { key: '7', label: 'For a week' },
  { key: '30', label: 'For 30 days' },
  { key: '120', label: 'For a term (120 days)' },
] as const;
const DAY_MS = 86_400_000;

interface LetPassProps {
  /** Whether it may be let pass for everybody. */
  wholeSchool: boolean;
  /** The term that is let pass; absent asks for a phrase or a site. */
  term?: { id: string; words: string };
  onClose: () => void;
}

/** Lets a phrase, a site or one term pass. A term comes from its own details, where what it finds is in view. */
export function LetPassWindow(props: LetPassProps & { open: boolean }): ReactNode {
  return (
    <Window title="Let something pass" open={props.open} onClose={props.onClose}>
      <LetPassForm {...props} />
    </Window>
  );
}

function LetPassForm(props: LetPassProps): ReactNode {
  const { term } = props;
  const client = useQueryClient();
  const [kind, setKind] = useState<(typeof KINDS)[number]['key']>('phrase');
  const [words, setWords] = useState('');
  const [policy, setPolicy] = useState('any');
  const [group, setGroup] = useState(props.wholeSchool ? 'whole' : '');
  const [reason, setReason] = useState('');
  const [length, setLength] = useState<(typeof LENGTHS)[number]['key']>('good');
  const [tried, setTried] = useState(false);
  const groups = useQuery(groupsQuery).data?.groups ?? [];
  const policies = useQuery(policiesQuery(undefined)).data?.policies ?? [];
  const options = groupOptions(groups).filter(({ key }) => props.wholeSchool || key !== 'whole');
  const value = {
    what:
      term !== undefined
        ? { kind: 'term', term: term.id }
        : kind === 'phrase'
          ? { kind, phrase: words, term: null }
          : { kind, site: siteIn(words), policy: policy === 'any' ? null : policy },
    groupId: group === 'whole' || group === '' ? null : group,
    reason,
    until: null,
    captureId: null,
  };
  const parsed = Allowance.safeParse(value);
  const save = useMutation({
    mutationFn: () => {
      const until = length === 'good' ? null : new Date(Date.now() + Number(length) * DAY_MS).toISOString();
      return load(addAllowance, { body: { id: newId(), value: { ...value, until } } });
    },
    onSuccess() {
      refreshPolicies(client);
      showToast({ text: 'It is let pass. Devices have it within seconds.', tone: 'good' });
      props.onClose();
    },
  });
  const site = term === undefined && kind === 'site';
  return (
    <Form
      label="Let something pass"
      busy={save.isPending}
      problem={save.error === null ? undefined : sayShortly(save.error)}
      onSubmit={() => {
        setTried(true);
        if (parsed.success && group !== '') save.mutate();
      }}
    >
      {term === undefined ? (
        <>
          <Choice label="What" value={kind} options={KINDS} onChange={setKind} />
          <TextInput
            label={site ? 'Site' : 'Phrase'}
            name="words"
            value={words}
            required
            autoFocus
            maxLength={site ? 2000 : 200}
            placeholder={site ? 'www.example.org' : 'the name of the school play'}
            hint={
              site
                ? 'Nothing is reported there, or nothing of one policy. Addresses below it are meant too.'
                : 'A finding that shares words with it is not reported.'
            }
            error={tried && words.trim() === '' ? `Write the ${site ? 'site' : 'phrase'}.` : undefined}
            onChange={setWords}
          />
        </>
      ) : (
        <p>
          Nothing of this term is reported: <Name>{term.words}</Name>
        </p>
      )}
      {site ? (
        <Choice
          label="Of which policy"
          value={policy}
          options={[
            { key: 'any', label: 'Every policy' },
            ...policies.map(({ id, title }) => ({ key: id, label: title })),
          ]}
          onChange={setPolicy}
        />
      ) : null}
      <Choice label="For" value={group} options={options} onChange={setGroup} />
      {tried && group === '' ? <p className="field-error">Choose a group of yours.</p> : null}
      <Choice label="How long" value={length} options={LENGTHS} onChange={setLength} />
      <TextInput
        label="Why"
        name="reason"
        value={reason}
        required
        maxLength={500}
        hint="Whoever inspects the record reads it."
        error={tried && reason.trim() === '' ? 'Say why in a few words.' : undefined}
        onChange={setReason}
      />
      <FormFoot onCancel={props.onClose} submit="Let it pass" busy={save.isPending} />
    </Form>
  );
}

/** The site of what was written or pasted, which may be a whole address. */
function siteIn(words: string): string {
  const text = words.trim().toLowerCase();
  return text.replace(/^[a-z]+:\/\//u, '').replace(/[/?#].*$/su, '');
}
