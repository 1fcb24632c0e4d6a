import {
  type AgreementDetail,
  deleteAgreement,
  publishAgreement,
  retireAgreement,
} from '@lapwing/protocol/features/agreements/api.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { Confirm, Window } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { agreementQuery, agreementsQuery } from './queries.ts';
import { DECLINE_WORDS, sayPeople, sayPublish } from './words.ts';

/** Publishes, retires or deletes an agreement; what comes of it is said first. */
export function PublishActions(props: {
  detail: AgreementDetail;
  /** Something is not saved: what would be published is not what is on the page. */
  dirty: boolean;
  go: (href: string) => void;
  onDone: (detail: AgreementDetail) => void;
}): ReactNode {
  const { detail, dirty } = props;
  const client = useQueryClient();
  const [asking, setAsking] = useState<'publish' | 'retire' | 'delete' | null>(null);
  const close = (): void => setAsking(null);
  const body = { revision: detail.revision };
  const params = { id: detail.id };
  function done(after: AgreementDetail, text: string): void {
    client.setQueryData(agreementQuery(after.id).queryKey, after);
    void client.invalidateQueries({ queryKey: agreementsQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['agreements', 'signatures'] });
    props.onDone(after);
    close();
    showToast({ text, tone: 'good', key: 'agreement-published' });
  }
  const publish = useMutation({
    mutationFn: () => load(publishAgreement, { params, body }),
    onSuccess: (after) => done(after, `Published. ${sayPeople(after.people - after.agreed)} to ask.`),
  });
  const retire = useMutation({
    mutationFn: () => load(retireAgreement, { params, body }),
    onSuccess: (after) => done(after, 'Retired. Nobody is asked any longer; the signatures stay.'),
  });
  const remove = useMutation({
    mutationFn: () => load(deleteAgreement, { params }),
    onSuccess() {
      props.go(paths.agreements());
      client.removeQueries({ queryKey: agreementQuery(detail.id).queryKey });
      void client.invalidateQueries({ queryKey: agreementsQuery.queryKey });
    },
  });
  const would = sayPublish(detail);
  const why = dirty
    ? 'Save first: what is saved is what is published.'
    : detail.groups.length === 0
      ? 'Choose who is asked, and save.'
      : would === null
        ? `Nothing has changed since version ${detail.version}.`
        : undefined;

  return (
    <>
      {detail.state === 'asked' ? (
        <Action
          unavailable={dirty ? 'Save first, or put it back as it was.' : undefined}
          onPress={() => setAsking('retire')}
        >
          Retire
        </Action>
      ) : detail.state === 'draft' ? (
        <Action
          unavailable={dirty ? 'Put it back as it was first.' : undefined}
          onPress={() => setAsking('delete')}
        >
          Delete the draft
        </Action>
      ) : null}
      <Action look="main" unavailable={why} onPress={() => setAsking('publish')}>
        {would?.verb ?? 'Publish'}
      </Action>
      {asking === 'publish' && would !== null ? (
        <Window title={would.title} open onClose={close}>
          <p>
            <strong>{would.says}</strong>
          </p>
          <p>
            Asked: <Name>{detail.groups.map(({ name }) => name).join(', ')}</Name>. After a no:{' '}
            {DECLINE_WORDS[detail.decline].label.toLowerCase()}.
          </p>
          <p className="quiet">
            The question stands in the way until it is answered, also in a lesson. Every answer is kept with
            its time, the device and this text.
          </p>
          {publish.error === null ? null : <Notice tone="stop">{sayShortly(publish.error)}</Notice>}
          <div className="dialog-foot">
            <Action onPress={close}>Cancel</Action>
            <Action look="main" autoFocus busy={publish.isPending} onPress={() => publish.mutate()}>
              {would.verb}
            </Action>
          </div>
        </Window>
      ) : null}
      <Confirm
        title="Retire this agreement?"
        open={asking === 'retire'}
        verb="Retire it"
        busy={retire.isPending}
        error={retire.error === null ? undefined : sayShortly(retire.error)}
        onConfirm={() => retire.mutate()}
        onClose={close}
      >
        <p>
          Nobody is asked it any longer, and screens that it locks open again. Everything that was answered
          stays.
        </p>
      </Confirm>
      <Confirm
        title="Delete this draft?"
        open={asking === 'delete'}
        verb="Delete the draft"
        busy={remove.isPending}
        error={remove.error === null ? undefined : sayShortly(remove.error)}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        <p>Nobody was ever asked it. Its text is gone for good.</p>
      </Confirm>
    </>
  );
}
