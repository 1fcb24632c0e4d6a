import { setMeanings } from '@lapwing/protocol/features/captures/triage.api.ts';
import {
  CAPTURE_STATUSES,
  type CaptureStatus,
  isClosed,
} from '@lapwing/protocol/features/captures/status.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { showToast } from '../../ui/toasts.ts';
import { meaningsQuery } from './meanings.ts';
import { STATUS_WORDS } from './words.ts';

type Meanings = Readonly<Record<CaptureStatus, string>>;

/** What the school agrees each status to mean: read wherever a status is chosen. */
export function MeaningsPage(): ReactNode {
  const query = useQuery(meaningsQuery);
  return (
    <Page
      title="What each status means"
      tab="What each status means"
      description="Agree it once, so that all who deal with captures use the same word for the same thing. It is shown wherever a status is chosen."
      actions={<ActionLink href={paths.captures()}>To the captures</ActionLink>}
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : (
        <MeaningsForm
          known={Object.fromEntries(query.data.meanings.map(({ status, meaning }) => [status, meaning]))}
        />
      )}
    </Page>
  );
}

function MeaningsForm(props: { known: Readonly<Record<string, string>> }): ReactNode {
  const client = useQueryClient();
  const [meanings, setOwn] = useState<Meanings>(() => from((status) => props.known[status] ?? ''));
  const save = useMutation({
    mutationFn: () =>
      load(setMeanings, {
        body: {
          meanings: CAPTURE_STATUSES.map((status) => ({ status, meaning: meanings[status] })),
        },
      }),
    onSuccess(answer) {
      client.setQueryData(meaningsQuery.queryKey, answer);
      showToast({ text: 'Saved. Everybody sees it from now on.', tone: 'good' });
    },
  });
  const fields = CAPTURE_STATUSES.map((_, index) => fieldName(index));
  return (
    <div className="readable">
      <Form
        label="What each status means"
        busy={save.isPending}
        problem={formError(save.error, fields)}
        onSubmit={() => save.mutate()}
      >
        {CAPTURE_STATUSES.map((status, index) => (
          <TextInput
            key={status}
            label={`${STATUS_WORDS[status].word}${isClosed(status) ? ' (closed)' : ''}`}
            name={status}
            rows={2}
            maxLength={300}
            value={meanings[status]}
            placeholder={STATUS_WORDS[status].meaning}
            error={fieldError(save.error, fieldName(index))}
            onChange={(meaning) => setOwn({ ...meanings, [status]: meaning })}
          />
        ))}
        <div className="row">
          <Action look="main" submit busy={save.isPending}>
            Save
          </Action>
          <Action onPress={() => setOwn(from((status) => STATUS_WORDS[status].meaning))}>
            Put in the usual meanings
          </Action>
        </div>
      </Form>
    </div>
  );
}

function fieldName(index: number): string {
  return `meanings.${index}.meaning`;
}

function from(meaningOf: (status: CaptureStatus) => string): Meanings {
  return {
    unclassified: meaningOf('unclassified'),
    'requires-attention': meaningOf('requires-attention'),
    'under-investigation': meaningOf('under-investigation'),
    escalated: meaningOf('escalated'),
    resolved: meaningOf('resolved'),
    'false-positive': meaningOf('false-positive'),
    'false-positive-allowed': meaningOf('false-positive-allowed'),
  };
}
