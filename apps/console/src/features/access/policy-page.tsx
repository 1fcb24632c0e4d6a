import {
  type AccessPolicy,
  addAccessPolicy,
  changeAccessPolicy,
  deleteAccessPolicy,
  type SiteCategory,
} from '@lapwing/protocol/features/access/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError, isRefusal, sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { LeaveGuard } from '../../leave-guard.tsx';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { AccessFrame } from './access-frame.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { closesAll, type Draft, draftOf, NEW_DRAFT, readDraft } from './draft.ts';
import { PolicyFields } from './policy-fields.tsx';
import { accessQuery } from './queries.ts';
import { TryPanel } from './try-panel.tsx';

const FIELDS = [
  'title',
  'sites',
  'titles',
  'endings',
  'applications',
  'categories',
  'hours',
  'groupIds',
  'words',
];

/** One access policy: made, or looked at and changed, with a place to try an address against it before it is saved. */
export function AccessPolicyPage(props: {
  /** Null for a new one. */
  policyId: string | null;
  go: (href: string) => void;
}): ReactNode {
  const query = useQuery(accessQuery);
  const { data } = query;
  const found = data?.policies.find(({ id }) => id === props.policyId);
  // One that somebody else deletes meanwhile stays on the page of whoever has written in it.
  const [known, setKnown] = useState(found);
  if (found !== undefined && found !== known) setKnown(found);
  const policy = found ?? known;
  const manage = data?.may.manage;
  const back = <ActionLink href={paths.access()}>All policies</ActionLink>;
  if (data === undefined || (props.policyId !== null && policy === undefined)) {
    return (
      <AccessFrame tab="policies">
        <Page title="Access policy" tab="Access policy" actions={back}>
          {data === undefined ? (
            <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
          ) : (
            <NotHere />
          )}
        </Page>
      </AccessFrame>
    );
  }
  return (
    <AccessFrame tab="policies">
      <Editor
        key={props.policyId ?? 'new'}
        policy={policy ?? null}
        gone={policy !== undefined && found === undefined}
        categories={data.categories}
        refused={manage?.allowed === true ? undefined : (manage?.reason ?? 'This is not open to you.')}
        go={props.go}
      />
    </AccessFrame>
  );
}

function NotHere(): ReactNode {
  return (
    <State title="This policy is not here" icon="missing">
      It may have been deleted, or it is not for you to see.
    </State>
  );
}

function Editor(props: {
  policy: AccessPolicy | null;
  /** It was here when the page was opened. */
  gone: boolean;
  categories: readonly SiteCategory[];
  refused: string | undefined;
  go: (href: string) => void;
}): ReactNode {
  const { policy, gone, refused } = props;
  const client = useQueryClient();
  /** As it was opened, or taken over from somebody else: what was written is compared with this. */
  const [base, setBase] = useState({
    revision: policy?.revision ?? 0,
    draft: policy === null ? NEW_DRAFT : draftOf(policy),
  });
  const [draft, setDraft] = useState<Draft>(base.draft);
  const [asked, setAsked] = useState(false);
  const [deleting, setDeleting] = useState(false);
  /** The revision that is saved once the person has said that they mean it. */
  const [confirming, setConfirming] = useState<number | null>(null);
  const leaving = useRef(false);
  const keeps = useCallback(() => leaving.current, []);
  const read = readDraft(draft);
  const changed = JSON.stringify(draft) !== JSON.stringify(base.draft);
  function leave(text: string): void {
    leaving.current = true;
    showToast({ text, tone: 'good', key: 'access' });
    void client.invalidateQueries({ queryKey: ['access'] });
    props.go(paths.access());
  }
  const save = useMutation({
    mutationFn: (revision: number) => {
      if (!read.ok) throw new Error('only what can be read is sent');
      return policy === null || gone
        ? load(addAccessPolicy, { body: read.fields })
        : load(changeAccessPolicy, { params: { id: policy.id }, body: { ...read.fields, revision } });
    },
    onSuccess: (saved) =>
      leave(
        saved.groups.length === 0
          ? `“${saved.title}” is saved. It is for nobody yet.`
          : `“${saved.title}” is saved. Connected devices have it within seconds.`,
      ),
    onError(error) {
      if (isRefusal(error, 'conflict')) void client.invalidateQueries({ queryKey: ['access'] });
    },
  });
  const remove = useMutation({
    mutationFn: () => load(deleteAccessPolicy, { params: { id: policy?.id ?? '' } }),
    onSuccess: () => leave(`“${policy?.title ?? ''}” is deleted.`),
  });
  const theirs = policy !== null && policy.revision !== base.revision ? policy : null;
  function take(newer: AccessPolicy): void {
    setBase({ revision: newer.revision, draft: draftOf(newer) });
    setDraft(draftOf(newer));
  }
  // Whoever only looks at it sees it as it is now.
  if (theirs !== null && !changed) take(theirs);
  // What one saves oneself may be told before the answer comes.
  const conflict = theirs !== null && changed && !save.isPending && !save.isSuccess;
  const wrong = (field: string): string | undefined =>
    (asked && !read.ok ? read.wrong[field] : undefined) ??
    (save.error === null ? undefined : fieldError(save.error, field));
  function submit(revision: number): void {
    setAsked(true);
    if (!read.ok) return;
    // Whoever locks a school by a slip should have been asked.
    const closes = closesAll(draft) && (policy === null || gone || !closesAll(base.draft));
    if (closes && confirming === null) setConfirming(revision);
    else save.mutate(revision);
  }
  const title = policy === null ? 'New access policy' : policy.title;
  return (
    <Page
      title={<bdi>{title}</bdi>}
      tab={title}
      description={policy === null ? 'It is added as the last; put it in its place afterwards.' : undefined}
      actions={
        <>
          <ActionLink href={paths.access()}>All policies</ActionLink>
          {policy === null || gone || refused !== undefined ? null : (
            <Action look="stop" onPress={() => setDeleting(true)}>
              Delete
            </Action>
          )}
        </>
      }
    >
      {gone && !changed ? <NotHere /> : null}
      <div className="access-split" hidden={gone && !changed}>
        <Form
          label="Access policy"
          busy={save.isPending}
          problem={
            save.error === null || conflict || isRefusal(save.error, 'conflict')
              ? undefined
              : formError(save.error, FIELDS)
          }
          onSubmit={() => {
            if (refused === undefined && !conflict) submit(base.revision);
          }}
        >
          {refused === undefined ? null : <Notice>{refused}</Notice>}
          {gone ? (
            <Notice tone="warn">
              Somebody has deleted this policy meanwhile. What you wrote is still here: Save makes a new
              policy of it.
            </Notice>
          ) : null}
          {conflict ? (
            <ConflictNotice
              theirs={theirs}
              yours={draft}
              busy={save.isPending}
              pressing={isRefusal(save.error, 'conflict')}
              onTake={() => {
                take(theirs);
                save.reset();
              }}
              onKeep={() => {
                setBase({ revision: theirs.revision, draft: draftOf(theirs) });
                submit(theirs.revision);
              }}
            />
          ) : null}
          <PolicyFields
            draft={draft}
            categories={props.categories}
            fixed={refused !== undefined}
            wrong={wrong}
            onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
          />
          {asked && !read.ok ? (
            <Notice tone="stop">Not saved yet: {Object.values(read.wrong).join(' ')}</Notice>
          ) : null}
          {refused === undefined ? (
            <div className="row access-foot">
              <Action
                look="main"
                submit
                busy={save.isPending}
                unavailable={
                  conflict
                    ? 'Decide first between your version and the other.'
                    : changed || policy === null || gone
                      ? undefined
                      : 'Nothing has changed.'
                }
              >
                Save
              </Action>
              <span className="quiet small">
                {changed ? 'Not saved yet.' : ''} It is written down who changed what.
              </span>
            </div>
          ) : null}
        </Form>
        <TryPanel
          draft={
            read.ok && changed && refused === undefined
              ? { id: policy?.id ?? null, policy: read.fields }
              : null
          }
          unready={changed && !read.ok}
        />
      </div>
      <LeaveGuard
        holds={changed && refused === undefined}
        keeps={keeps}
        title="Leave without saving?"
        verb="Leave without saving"
        onLeave={() => undefined}
      >
        <p>What you have changed in this policy is not saved. It is lost when you leave the page.</p>
      </LeaveGuard>
      {confirming === null ? null : (
        <Confirm
          open
          title={draft.kind === 'lock' ? 'Lock these devices?' : 'Close the internet?'}
          verb={draft.kind === 'lock' ? 'Lock them' : 'Close it'}
          busy={save.isPending}
          onClose={() => setConfirming(null)}
          onConfirm={() => {
            save.mutate(confirming);
            setConfirming(null);
          }}
        >
          <p>
            {draft.kind === 'lock'
              ? 'Nothing can be used on any device of '
              : 'No page but those that help children opens for '}
            <strong>
              <Name>{draft.groups.map(({ name }) => name).join(', ')}</Name>
            </strong>
            {draft.status === 'enabled'
              ? ', at every hour, until somebody changes this policy.'
              : ', in the hours that you have given.'}
          </p>
        </Confirm>
      )}
      {deleting ? (
        <Confirm
          open
          title={`Delete “${title}”?`}
          verb="Delete the policy"
          busy={remove.isPending}
          error={remove.error === null ? undefined : sayShortly(remove.error)}
          onClose={() => setDeleting(false)}
          onConfirm={() => remove.mutate()}
        >
          <p>
            What it blocks or allows is as if it had never been, on connected devices within seconds. To stop
            it for a while, switch it off instead: then it keeps its sites.
          </p>
        </Confirm>
      ) : null}
    </Page>
  );
}
