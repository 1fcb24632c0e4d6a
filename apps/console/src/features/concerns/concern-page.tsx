import type { ConcernDetail } from '@lapwing/protocol/features/concerns/api.ts';
import { exportConcern } from '@lapwing/protocol/features/concerns/paper.api.ts';
import { transferConcern } from '@lapwing/protocol/features/concerns/record.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { addressOf, load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { useMe } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { LeaveGuard } from '../../leave-guard.tsx';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';
import { ConcernAside } from './concern-aside.tsx';
import { Chronology } from './chronology.tsx';
import { ConcernNews } from './concern-news.tsx';
import { EditWindow, StatusWindow } from './concern-edit.tsx';
import { Captures, Facts, People } from './concern-record.tsx';
import { useHoldsWords } from './drafts.ts';
import { FivePointsSection } from './five-points.tsx';
import { concernQuery } from './queries.ts';
import { Referrals } from './referrals.tsx';
import { STATUS_WORDS } from './words.ts';
import '../../ui/paper.css';
import './concerns.css';

const everywhere = (): boolean => true;
const nothing = (): void => undefined;

/** One case file: the record in one column that prints as it stands, what is to be done beside it. */
export function ConcernPage(props: { concernId: string }): ReactNode {
  const query = useQuery(concernQuery(props.concernId));
  const concern = query.data;
  if (concern === undefined) {
    const trouble = troubleOf(query);
    return trouble?.kind === 'missing' ? (
      <State
        title="There is no such concern for you to see"
        whole
        icon="locked"
        actions={<ActionLink href={paths.concerns()}>All concerns</ActionLink>}
      >
        The address may be mistyped, or it is not shared with you any more. Whoever shared it can say.
      </State>
    ) : (
      <Page title="Concern" tab="Concern">
        <Awaiting trouble={trouble} onRetry={() => void query.refetch()} lines={12} />
      </Page>
    );
  }
  return <Whole concern={concern} />;
}

function Whole(props: { concern: ConcernDetail }): ReactNode {
  const { concern } = props;
  const me = useMe();
  const draftKey = `${me.account.id} ${concern.id}`;
  const holds = useHoldsWords(draftKey);
  const [window, setWindow] = useState<'edit' | 'status' | null>(null);
  const { change } = concern.may;
  const closed = concern.status === 'closed';
  return (
    <Page
      title={<Name>{concern.title}</Name>}
      tab={concern.title}
      description={
        <>
          <Pill tone={closed ? 'quiet' : 'warn'}>{STATUS_WORDS[concern.status]}</Pill> opened{' '}
          <When at={concern.openedAt} show="moment" /> by <Name>{concern.openedBy.name}</Name>
        </>
      }
      actions={
        <>
          <Action onPress={() => globalThis.print()}>Print</Action>
          {concern.may.export.allowed ? (
            <a
              className="button"
              data-look="quiet"
              href={addressOf(exportConcern, { params: { id: concern.id } })}
              download
            >
              PDF
            </a>
          ) : null}
          <Transfer concern={concern} />
          {change.allowed ? (
            <>
              {closed ? null : <Action onPress={() => setWindow('edit')}>Change</Action>}
              <Action onPress={() => setWindow('status')}>{closed ? 'Open again' : 'Close'}</Action>
            </>
          ) : null}
        </>
      }
      aside={<ConcernAside concern={concern} draftKey={draftKey} />}
    >
      <ConcernNews concern={concern} writing={holds} />
      <article className="concern">
        {concern.closed === null ? null : (
          <Notice>
            Closed <When at={concern.closed.at} show="moment" /> by <Name>{concern.closed.by.name}</Name>:{' '}
            <Name>{concern.closed.reason}</Name>
          </Notice>
        )}
        <Facts concern={concern} />
        <People concern={concern} draftKey={draftKey} />
        <FivePointsSection concern={concern} draftKey={draftKey} />
        <Referrals concern={concern} draftKey={draftKey} />
        <Chronology concern={concern} draftKey={draftKey} />
        <Captures concern={concern} draftKey={draftKey} />
      </article>
      {window === 'edit' ? (
        <EditWindow concern={concern} draftKey={draftKey} onClose={() => setWindow(null)} />
      ) : null}
      {window === 'status' ? (
        <StatusWindow concern={concern} draftKey={draftKey} onClose={() => setWindow(null)} />
      ) : null}
      {/* What is being written stays while its writer looks elsewhere; only the window takes it along. */}
      <LeaveGuard holds={holds} keeps={everywhere} title="Leave?" verb="Leave" onLeave={nothing}>
        {null}
      </LeaveGuard>
    </Page>
  );
}

/** The file for the next school, saved by the browser. */
function Transfer(props: { concern: ConcernDetail }): ReactNode {
  const { concern } = props;
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: () => load(transferConcern, { params: { id: concern.id } }),
    onSuccess(file) {
      const url = URL.createObjectURL(new Blob([file.text], { type: 'application/json' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = file.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      showToast({
        tone: 'good',
        text: 'Transfer file saved. Names of other pupils are taken out of lists, not out of what staff wrote: read it before you send it.',
      });
      void client.invalidateQueries({ queryKey: concernQuery(concern.id).queryKey });
    },
    onError: (error) => showToast({ tone: 'stop', text: sayShortly(error) }),
  });
  return (
    <Action
      unavailable={concern.may.export.allowed ? undefined : concern.may.export.reason}
      busy={make.isPending}
      onPress={() => make.mutate()}
    >
      Transfer file
    </Action>
  );
}
