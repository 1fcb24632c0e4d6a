import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { allowFromCapture } from '@lapwing/protocol/features/captures/triage.api.ts';
import { Allowance } from '@lapwing/protocol/features/policies/edits.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { load } from '../../api/client.ts';
import { failureOf, fieldError, sayShortly } from '../../api/failure.ts';
import { groupsQuery, useMay, useMe } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { allowanceOf, LENGTHS, type LetPassKind, letPassGroups } from './let-pass.ts';
import { LetPassTry, useTriedPast } from './let-pass-try.tsx';
import { proposePhrase } from './phrase.ts';
import { putCapture } from './queries.ts';
import { UsualReasons } from './usual-reasons.tsx';
import { LET_PASS_REASONS } from './words.ts';

const DAY_MS = 86_400_000;
const FIELDS = Object.freeze(['what.phrase', 'what.site', 'groupId', 'reason'] as const);
type Field = (typeof FIELDS)[number];

/** What is wrong with one field, whether the try-out or the saving said so: they name it from different places. */
function problemAt(error: unknown, field: Field): string | undefined {
  const named = error === null || error === undefined ? undefined : failureOf(error);
  return named?.kind === 'refused' && named.field?.endsWith(field) === true
    ? fieldError(error, named.field)
    : undefined;
}

export interface LetPassWindowProps {
  capture: CaptureDetail;
  onClose: () => void;
  /** It stands; with how many open ones like it were resolved alike. */
  onDone: (capture: CaptureDetail, past: number) => void;
}

/** Resolves a capture as a false positive, and lets the like pass from now on: what, for whom, for how long, and why. */
export function LetPassWindow(props: LetPassWindowProps): ReactNode {
  return (
    <Window title="False positive: let the like pass" open onClose={props.onClose} size="wide">
      <LetPassForm {...props} />
    </Window>
  );
}

function LetPassForm(props: LetPassWindowProps): ReactNode {
  const { capture } = props;
  const client = useQueryClient();
  const me = useMe();
  const mayGroups = useMay('groups.view');
  const groups = useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? [];
  const options = letPassGroups(capture, groups, me);
  const [allowanceId] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const [kind, setKind] = useState<LetPassKind>('phrase');
  const [phrase, setPhrase] = useState(() => (capture.text === null ? '' : proposePhrase(capture.text)));
  const [chosen, setChosen] = useState<string | null>(null);
  const [length, setLength] = useState<(typeof LENGTHS)[number]['key']>('good');
  const [reason, setReason] = useState('');
  const [past, setPast] = useState(false);
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const group = chosen ?? options[0]?.key ?? '';
  const days = LENGTHS.find(({ key }) => key === length)?.days ?? null;
  const value = allowanceOf({
    kind,
    phrase,
    site: capture.site ?? '',
    term: capture.term.id,
    policy: capture.policy.key,
    group,
    reason,
    until: null,
    captureId: capture.id,
  });
  // What is tried does not depend on the reason, which may not have been written yet.
  const complete = Allowance.safeParse({ ...value, reason: 'Tried.' }).success && group !== '';
  const trial = useTriedPast(capture.id, allowanceId, value, complete);
  const like = trial.data?.open ?? 0;

  const save = useMutation({
    mutationFn: () => {
      const until = days === null ? null : new Date(Date.now() + days * DAY_MS).toISOString();
      return load(allowFromCapture, {
        params: { id: capture.id },
        body: { allowanceId, value: { ...value, until }, revision: capture.revision, past },
      });
    },
    onSuccess(answer) {
      putCapture(client, answer.capture);
      void client.invalidateQueries({ queryKey: ['captures', 'waiting'] });
      void client.invalidateQueries({ queryKey: ['policies'] });
      props.onDone(answer.capture, answer.pastResolved);
    },
    onError: () => void client.invalidateQueries({ queryKey: ['captures', 'detail', capture.id] }),
  });
  function refused(field: Field): string | undefined {
    return problemAt(save.error, field) ?? problemAt(trial.error, field);
  }
  const missingReason = reason.trim() === '';
  const words = kind === 'phrase' && phrase.trim() === '';
  return (
    <Form
      label="Let the like pass"
      busy={save.isPending}
      problem={
        save.error === null || FIELDS.some((name) => problemAt(save.error, name) !== undefined)
          ? undefined
          : sayShortly(save.error)
      }
      onSubmit={() => {
        setTried(true);
        if (complete && !missingReason) save.mutate();
      }}
    >
      <Choice
        label="What"
        value={kind}
        onChange={setKind}
        options={[
          { key: 'phrase', label: 'A phrase', hint: 'a finding that shares words with it is harmless' },
          { key: 'term', label: 'The term', hint: 'nothing that it finds is reported' },
          ...(capture.site === null
            ? []
            : [
                { key: 'site' as const, label: 'The site', hint: `nothing of ${capture.policy.title} there` },
              ]),
        ]}
      />
      {kind === 'phrase' ? (
        <TextInput
          label="Phrase"
          name="phrase"
          value={phrase}
          required
          maxLength={200}
          hint="Taken from the sentence. Keep as much of it as makes it harmless: the fewer words, the more is missed."
          error={tried && words ? 'Write the phrase.' : refused('what.phrase')}
          onChange={setPhrase}
        />
      ) : (
        <p>
          {kind === 'term' ? (
            <>
              Nothing that this term finds is reported: <Name>{capture.term.definition}</Name>
            </>
          ) : (
            <>
              Nothing of {capture.policy.title} is reported on <Name>{capture.site ?? ''}</Name>.
            </>
          )}
          {kind === 'site' && refused('what.site') !== undefined ? (
            <span className="field-error"> {refused('what.site')}</span>
          ) : null}
        </p>
      )}
      <div className="let-pass-pair">
        <Choice label="For" value={group} options={options} onChange={setChosen} />
        <Choice label="How long" value={length} options={LENGTHS} onChange={setLength} />
      </div>
      {group === '' ? (
        <p className="field-error">
          This pupil is in no group for which you can decide. Resolve it as a false positive instead.
        </p>
      ) : refused('groupId') === undefined ? null : (
        <p className="field-error">{refused('groupId')}</p>
      )}
      {FIELDS.some((name) => problemAt(trial.error, name) !== undefined) ? null : (
        <LetPassTry trial={trial} captureId={capture.id} />
      )}
      {like === 0 ? null : (
        <Tick checked={past} onChange={setPast}>
          Also resolve the {like === 1 ? 'open one' : `${like} open ones`} like it
        </Tick>
      )}
      <TextInput
        label="Why it is no sign of risk"
        name="reason"
        rows={2}
        value={reason}
        required
        maxLength={500}
        fieldRef={field}
        hint="It stands in the history of the capture and beside what is let pass, with your name."
        error={tried && missingReason ? 'Say why in a few words.' : refused('reason')}
        onChange={setReason}
      />
      <UsualReasons
        reasons={LET_PASS_REASONS}
        autoFocus
        onWrite={() => field.current?.focus()}
        onChoose={(text) => {
          setReason(text);
          foot.current?.querySelector('button')?.focus();
        }}
      />
      <div className="dialog-foot" ref={foot}>
        <Action look="main" submit busy={save.isPending}>
          {past && like > 0 ? `Let it pass, and resolve ${like + 1}` : 'Let it pass'}
        </Action>
        <Action onPress={props.onClose}>Cancel</Action>
      </div>
    </Form>
  );
}
