import { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import type { Source } from '@lapwing/protocol/vocabulary.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { LeaveGuard } from '../../leave-guard.tsx';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { meantPolicies, newTermId, termEdit } from './edits.ts';
import { pendingEdit, same } from './pending.ts';
import { groupSearch, type PoliciesSearch, searchOf } from './place.ts';
import { PolicyFrame } from './policy-frame.tsx';
import { checkQuery, policiesQuery, policyQuery, termQuery } from './queries.ts';
import {
  type DraftProblems,
  draftOf,
  EMPTY_DRAFT,
  fieldOf,
  partOf,
  type TermDraft,
  termOf,
} from './term-draft.ts';
import { TermFields } from './term-form.tsx';
import { TermPreview } from './term-preview.tsx';
import { useEdits } from './use-edits.ts';
import { useSettled } from './use-settled.ts';
import { whyNot } from './words.ts';
import './terms.css';

/** Milliseconds without a key before what is written is checked. */
const CHECKED_AFTER = 350;

export interface TermPageProps {
  policyId: string;
  /** Null for a new one. */
  termId: string | null;
  search: PoliciesSearch;
  go: (href: string, options?: { replace?: boolean }) => void;
}

/** A term of the school's own: written, warned about and tried while it is written, then looked through and applied. */
export function TermPage(props: TermPageProps): ReactNode {
  const { policyId, termId, search } = props;
  const list = useQuery(policiesQuery(search.group));
  const { pending } = useEdits(list.data?.base ?? 0);
  const meantPolicy = meantPolicies(pending).find((one) => one.id === policyId);
  const meant = pendingEdit(pending, 'term', (edit) => edit.id === termId);
  const policy = useQuery({ ...policyQuery(policyId, search.group), enabled: meantPolicy === undefined });
  const term = useQuery({
    ...termQuery(termId ?? 'none', search.group),
    enabled: termId !== null && meant === undefined,
  });
  const from = meantPolicy === undefined ? policy : list;
  const summary = meantPolicy ?? policy.data?.policy;
  const back = paths.policy(policyId, searchOf({ group: search.group, term: termId ?? undefined }));
  const refused = from.data === undefined ? undefined : whyNot(from.data.may.manage);
  const waits =
    from.data === undefined || summary === undefined
      ? from
      : termId !== null && meant === undefined && term.data === undefined
        ? term
        : null;
  if (waits !== null || summary === undefined || from.data === undefined) {
    const trouble = troubleOf(waits ?? from);
    return (
      <PolicyFrame tab="policies" search={search}>
        <Page title="Term" tab="Term">
          <Awaiting trouble={trouble} onRetry={() => void (waits ?? from).refetch()} />
        </Page>
      </PolicyFrame>
    );
  }
  const before = meant === undefined ? (term.data?.ownTerm ?? null) : meant.value;
  const closed =
    refused ??
    (summary.sealed
      ? 'The terms of this policy are sealed.'
      : termId !== null && before === null
        ? 'This term is not one of your own. What your school wants otherwise is set in its details.'
        : undefined);
  return (
    <PolicyFrame tab="policies" search={search}>
      {closed !== undefined ? (
        <State
          whole
          title="This term cannot be changed here"
          icon="locked"
          actions={<ActionLink href={back}>Back to the policy</ActionLink>}
        >
          {closed}
        </State>
      ) : (
        <Editor
          key={termId ?? 'new'}
          {...props}
          title={summary.title}
          checkedAs={meantPolicy === undefined ? policyId : summary.risk}
          base={from.data.base}
          before={before}
          known={
            OwnTerm.safeParse(
              pending.edits.find(({ edit }) => edit.kind === 'term' && edit.id === termId)?.before ??
                term.data?.ownTerm,
            ).data
          }
          back={back}
        />
      )}
    </PolicyFrame>
  );
}

function Editor(
  props: TermPageProps & {
    title: string;
    /** The policy itself, or for one that is only meant, which the server does not know, its risk. */
    checkedAs: string;
    base: number;
    /** As it stands, with what is meant; null for a new one. */
    before: OwnTerm | null;
    /** As the server has it; undefined for one that it does not have. */
    known: OwnTerm | undefined;
    back: string;
  },
): ReactNode {
  const { policyId, search, go, before } = props;
  const { put, review } = useEdits(props.base);
  const start = before === null ? EMPTY_DRAFT : draftOf(before);
  const [draft, setDraft] = useState<TermDraft>(start);
  const [id, setId] = useState(() => props.termId ?? newTermId());
  const [sample, setSample] = useState('');
  const [source, setSource] = useState<Source>('typed');
  const [tried, setTried] = useState(false);
  const leaving = useRef(false);
  const form = useRef<HTMLDivElement>(null);
  const asked = useSettled(
    { term: partOf(draft, props.checkedAs), sample: sample.slice(0, 5000), source },
    CHECKED_AFTER,
  );
  const written = asked.term.wordings !== undefined;
  const check = useQuery({ ...checkQuery(asked), enabled: written });
  const checked = written ? check.data : undefined;
  const made = termOf(draft, policyId);
  const problems = tried ? problemsOf(made.ok ? {} : made.problems, checked) : problemsOf({}, checked);
  const dirty = !same(draft, start);
  const keeps = useCallback((pathname: string) => leaving.current || pathname.includes('/terms/'), []);

  function keep(): boolean {
    setTried(true);
    if (!made.ok || (checked?.problems.length ?? 0) > 0) {
      // The first field with something wrong may lie above what is in view.
      requestAnimationFrame(() => {
        const wrong = form.current?.querySelector('[aria-invalid="true"], [data-wrong] input');
        if (wrong instanceof HTMLElement) wrong.focus();
      });
      return false;
    }
    put([termEdit(id, made.term, props.known ?? null, props.title)]);
    return true;
  }
  return (
    <Page
      title={before === null ? 'New term' : 'Change the term'}
      tab={before === null ? 'New term' : 'Change the term'}
      description={
        <>
          In <Name>{props.title}</Name>
        </>
      }
      actions={<ActionLink href={props.back}>Back to the policy</ActionLink>}
    >
      <div className="term-editor" ref={form}>
        <Form
          look="card"
          label="Term"
          busy={false}
          onSubmit={() => {
            if (!keep()) return;
            leaving.current = true;
            review(true);
            go(paths.policy(policyId, searchOf({ group: search.group, term: id })));
          }}
        >
          <TermFields
            fresh={before === null}
            draft={draft}
            onChange={(part) => setDraft({ ...draft, ...part })}
            problems={problems}
            warnings={checked?.warnings ?? []}
          />
          <div className="row">
            <Action look="main" submit>
              Review the term
            </Action>
            {before === null ? (
              <Action
                onPress={() => {
                  if (!keep()) return;
                  showToast({ text: 'Kept for review. Write the next one.' });
                  setId(newTermId());
                  setDraft({ ...EMPTY_DRAFT, severity: draft.severity, sources: draft.sources });
                  setTried(false);
                }}
              >
                Keep it and write another
              </Action>
            ) : null}
            <ActionLink look="plain" href={paths.policy(policyId, groupSearch(search))}>
              Cancel
            </ActionLink>
          </div>
        </Form>
        <TermPreview
          sample={sample}
          onSample={setSample}
          source={source}
          onSource={setSource}
          checked={checked}
          checkedSample={asked.sample}
          busy={check.isPlaceholderData}
          problem={
            sample.trim() === ''
              ? undefined
              : !written
                ? 'Write what to look for first.'
                : check.error === null
                  ? undefined
                  : sayShortly(check.error)
          }
        />
      </div>
      <LeaveGuard
        holds={dirty}
        keeps={keeps}
        title="Leave this term?"
        verb="Leave it"
        onLeave={() => undefined}
      >
        <p>What you have written here is not kept for review yet. It is lost when you leave the page.</p>
      </LeaveGuard>
    </Page>
  );
}

/** What is missing, and what the server says is wrong, each at its field. */
function problemsOf(
  own: DraftProblems,
  checked: { problems: ReadonlyArray<{ field: string; message: string }> } | undefined,
): DraftProblems {
  const all: { -readonly [Field in keyof TermDraft]?: string } = {};
  for (const problem of checked?.problems ?? [])
    all[fieldOf(problem.field) ?? 'wordings'] ??= problem.message;
  return { ...all, ...own };
}
