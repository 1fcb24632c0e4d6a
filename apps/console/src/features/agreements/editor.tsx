import { type AgreementDetail, changeAgreement } from '@lapwing/protocol/features/agreements/api.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError, isRefusal } from '../../api/failure.ts';
import { useMe } from '../../api/queries.ts';
import { LeaveGuard } from '../../leave-guard.tsx';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { AgreementTitle } from './agreement-parts.tsx';
import { BlocksField } from './blocks-field.tsx';
import { blocksOf, differs, type Fields, fieldsOf, LANGUAGES, type ReadFields, readFields } from './draft.ts';
import { PictureField } from './picture-field.tsx';
import { Preview } from './preview.tsx';
import { PublishActions } from './publish.tsx';
import { agreementQuery, agreementsQuery } from './queries.ts';
import { TermsField } from './terms-field.tsx';
import { Versions } from './versions.tsx';
import { sayPublish, sayStanding } from './words.ts';

const nowhere = (): boolean => false;

function savedOf(detail: AgreementDetail): { draft: AgreementDetail['draft']; terms: Fields['terms'] } {
  const { when, decline, yearlyOn } = detail;
  return {
    draft: detail.draft,
    terms: { groupIds: detail.groups.map(({ id }) => id), when, decline, yearlyOn },
  };
}

/** Writes an agreement: text at the left, as pupils see it at the right. Nothing is asked before it is published. */
export function Editor(props: { detail: AgreementDetail; go: (href: string) => void }): ReactNode {
  const { detail } = props;
  const client = useQueryClient();
  const me = useMe();
  /** What the fields began from; a newer one of somebody else is only taken over where nothing would be lost. */
  const [base, setBase] = useState(detail);
  const [fields, setFields] = useState<Fields>(() => {
    const { draft, terms } = savedOf(detail);
    return fieldsOf(draft, terms);
  });
  const [picture, setPicture] = useState(detail.pictureData);
  const [tried, setTried] = useState(false);
  const dirty = differs(fields, savedOf(base));
  function begin(from: AgreementDetail): void {
    const { draft, terms } = savedOf(from);
    setBase(from);
    setFields(fieldsOf(draft, terms));
    setPicture(from.pictureData);
    setTried(false);
  }
  if (detail !== base && !dirty) {
    if (detail.revision === base.revision) setBase(detail);
    else begin(detail);
  }
  const meanwhile = dirty && detail.revision > base.revision;
  const read: ReadFields = readFields(fields);

  const save = useMutation({
    mutationFn: ({ revision, what }: { revision: number; what: Extract<ReadFields, { ok: true }> }) =>
      load(changeAgreement, {
        params: { id: base.id },
        body: { draft: what.draft, terms: what.terms, revision },
      }),
    onSuccess(saved) {
      const wasAsked = saved.state === 'asked';
      setBase(saved);
      const { draft, terms } = savedOf(saved);
      setFields(fieldsOf(draft, terms));
      setTried(false);
      client.setQueryData(agreementQuery(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: agreementsQuery.queryKey });
      showToast({
        text:
          wasAsked && saved.changed
            ? 'Saved. Pupils go on being asked the text that is published.'
            : wasAsked
              ? 'Saved. It holds from now on.'
              : 'Saved. Nobody is asked yet.',
        tone: 'good',
        key: 'agreement-saved',
      });
    },
    onError(error) {
      if (isRefusal(error, 'conflict'))
        void client.invalidateQueries({ queryKey: agreementQuery(base.id).queryKey });
    },
  });
  function submit(revision: number): void {
    setTried(true);
    if (read.ok) save.mutate({ revision, what: read });
  }
  const put = (part: Partial<Fields>): void => setFields({ ...fields, ...part });
  const wrong = (field: string): string | undefined =>
    (tried && !read.ok ? read.wrong[field] : undefined) ??
    fieldError(save.error, `draft.${field}`) ??
    fieldError(save.error, `terms.${field}`);
  const conflict = isRefusal(save.error, 'conflict') || meanwhile;
  const problem = conflict
    ? undefined
    : (formError(save.error, [
        'draft.title',
        'draft.language',
        'draft.agreeLabel',
        'draft.declineLabel',
        'draft.picture',
        'terms.groupIds',
        'terms.yearlyOn',
      ]) ?? (tried && !read.ok ? 'Something is not right yet: see below.' : undefined));
  const languages = LANGUAGES.some(({ key }) => key === fields.language)
    ? LANGUAGES
    : [...LANGUAGES, { key: fields.language, label: fields.language }];

  return (
    <Page
      title={<AgreementTitle detail={base} />}
      tab={base.title}
      description={base.version === 0 ? 'Nobody was ever asked it' : sayStanding(base)}
      actions={
        <>
          <ActionLink href={paths.agreements()}>All agreements</ActionLink>
          {base.version === 0 ? null : (
            <ActionLink href={paths.agreementSignatures(base.id)}>Who has agreed</ActionLink>
          )}
          <PublishActions detail={base} dirty={dirty} go={props.go} onDone={begin} />
        </>
      }
    >
      <div className="agreement-page">
        {base.state === 'asked' && base.changed && !dirty ? (
          <Notice tone="warn">
            What you see here is saved, and not asked: pupils are asked version {base.version} until you
            publish.
          </Notice>
        ) : null}
        {conflict ? (
          <Notice tone="stop">
            Somebody else has changed this agreement since you began. What you wrote is still here.
            <div className="row agreement-conflict">
              <Action onPress={() => begin(detail)}>Take theirs, drop mine</Action>
              <Action busy={save.isPending} onPress={() => submit(detail.revision)}>
                Keep mine, replace theirs
              </Action>
            </div>
          </Notice>
        ) : null}
        <div className="agreement-columns">
          <Form
            label="Agreement"
            busy={save.isPending}
            problem={problem}
            onSubmit={() => submit(base.revision)}
          >
            <section className="card" aria-labelledby="agreement-text">
              <h2 id="agreement-text">Text</h2>
              <div className="agreement-first">
                <TextInput
                  label="Title"
                  name="title"
                  value={fields.title}
                  maxLength={120}
                  required
                  error={wrong('title')}
                  onChange={(title) => put({ title })}
                />
                <Choice
                  label="Language"
                  value={fields.language}
                  options={languages}
                  onChange={(language) => put({ language })}
                />
              </div>
              <BlocksField
                blocks={fields.blocks}
                language={fields.language}
                error={wrong('blocks')}
                onChange={(blocks) => put({ blocks })}
              />
              <PictureField
                picture={fields.picture}
                data={picture}
                error={wrong('picture')}
                onChange={(next, data) => {
                  put({ picture: next });
                  setPicture(data);
                }}
              />
              <div className="agreement-labels">
                <TextInput
                  label="Button for yes"
                  name="agreeLabel"
                  value={fields.agreeLabel}
                  maxLength={40}
                  error={wrong('agreeLabel')}
                  onChange={(agreeLabel) => put({ agreeLabel })}
                />
                <TextInput
                  label="Button for no"
                  name="declineLabel"
                  value={fields.declineLabel}
                  maxLength={40}
                  error={wrong('declineLabel')}
                  onChange={(declineLabel) => put({ declineLabel })}
                />
              </div>
            </section>
            <TermsField
              terms={fields.terms}
              asked={base.state === 'asked'}
              known={base.groups}
              groupsError={wrong('groupIds')}
              yearlyError={wrong('yearlyOn')}
              onChange={(terms) => put({ terms })}
            />
            <div className="row agreement-save">
              <Action
                look="main"
                submit
                busy={save.isPending}
                unavailable={dirty ? undefined : 'Nothing has changed.'}
              >
                Save
              </Action>
              {dirty ? <Action onPress={() => begin(detail)}>As it was</Action> : null}
              <span className="quiet small" role="status">
                {dirty
                  ? 'Not saved yet'
                  : sayPublish(base) === null
                    ? 'Saved and asked as it stands'
                    : 'Saved, not published'}
              </span>
            </div>
          </Form>
          <div className="stack agreement-side">
            <Preview
              school={me.school.name}
              ofNo={fields.terms.decline}
              text={{
                title: fields.title,
                language: fields.language,
                blocks: blocksOf(fields),
                picture:
                  fields.picture === null || picture === null
                    ? null
                    : { data: picture, alt: fields.picture.alt },
                agreeLabel: fields.agreeLabel,
                declineLabel: fields.declineLabel,
              }}
            />
            <Advice advice={base.advice} stale={dirty} />
            <Versions detail={base} />
          </div>
        </div>
      </div>
      <LeaveGuard
        holds={dirty && !save.isPending}
        keeps={nowhere}
        title="Leave without saving?"
        verb="Leave"
        onLeave={() => undefined}
      >
        <p>What you have written here is not saved, and is lost when you leave the page.</p>
      </LeaveGuard>
    </Page>
  );
}

function Advice(props: { advice: readonly string[]; stale: boolean }): ReactNode {
  return (
    <section className="card" aria-labelledby="agreement-advice">
      <h2 id="agreement-advice">Is it easy to read?</h2>
      {props.advice.length === 0 ? (
        <p className="quiet">Nothing stands out.</p>
      ) : (
        <ul className="bullets">
          {props.advice.map((each) => (
            <li key={each} dir="auto">
              {each}
            </li>
          ))}
        </ul>
      )}
      <p className="quiet small">
        {props.stale
          ? 'Of what was saved last; it is looked at again when you save.'
          : 'Advice alone: it keeps you from nothing.'}
      </p>
    </section>
  );
}
