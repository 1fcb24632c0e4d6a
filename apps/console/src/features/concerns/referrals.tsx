import { type ConcernReferral, REFERRAL_TO, ReferralTo } from '@lapwing/protocol/features/concerns/api.ts';
import { addConcernReferral, addReferralReply } from '@lapwing/protocol/features/concerns/record.api.ts';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { useMe } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import type { PartProps } from './concern-record.tsx';
import { useDraft } from './drafts.ts';
import { DayInput, FormWindow, MomentInput, Radios, wrongAt } from './form-parts.tsx';
import { useConcernChange } from './queries.ts';
import { fieldsOf, momentOf, REFERRAL_WORDS, sayDate } from './words.ts';

/** To whom it was referred, or not, and why; and what they answered. */
export function Referrals(props: PartProps): ReactNode {
  const { concern, draftKey } = props;
  const [window, setWindow] = useState<'add' | ConcernReferral | null>(null);
  const may = concern.may.change.allowed && concern.status === 'open';
  return (
    <section aria-labelledby="concern-referrals">
      <div className="concern-head">
        <h2 id="concern-referrals">Referrals</h2>
        {may ? <Action onPress={() => setWindow('add')}>Record a decision</Action> : null}
      </div>
      {concern.referrals.length === 0 ? (
        <p className="quiet">
          None recorded. Write also what you decided against, and why: both are part of the record.
        </p>
      ) : (
        <ul className="concern-referrals">
          {concern.referrals.map((referral) => (
            <li key={referral.id}>
              <div className="row">
                {referral.made ? (
                  <Pill tone="warn">Referred</Pill>
                ) : (
                  <Pill tone="quiet">Decided not to refer</Pill>
                )}
                <strong>{REFERRAL_WORDS[referral.to]}</strong>
                {referral.detail === '' ? null : <Name>{referral.detail}</Name>}
                <span className="quiet">
                  {sayDate(referral.on)}, by <Name>{referral.decidedBy}</Name>
                </span>
              </div>
              <p className="concern-words">
                <Name>{referral.reason}</Name>
              </p>
              {referral.replies.map((reply) => (
                <p key={`${reply.at} ${reply.words}`} className="concern-reply concern-words">
                  <span className="quiet small">
                    Answer, <When at={reply.on} show="moment" />
                  </span>{' '}
                  <Name>{reply.words}</Name>
                </p>
              ))}
              {referral.made && may ? (
                <div>
                  <Action
                    label={`Record an answer from ${REFERRAL_WORDS[referral.to]}`}
                    onPress={() => setWindow(referral)}
                  >
                    Record an answer
                  </Action>
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {window === 'add' ? (
        <ReferralWindow concern={concern} draftKey={draftKey} onClose={() => setWindow(null)} />
      ) : null}
      {window === null || window === 'add' ? null : (
        <ReplyWindow
          concern={concern}
          draftKey={draftKey}
          referral={window}
          onClose={() => setWindow(null)}
        />
      )}
    </section>
  );
}

/** Records that it was referred, or that it was decided not to. */
export function ReferralWindow(props: PartProps & { first?: ReferralTo; onClose: () => void }): ReactNode {
  const { concern } = props;
  const draft = useDraft(`${props.draftKey} referral`);
  const change = useConcernChange();
  const me = useMe();
  const [today] = useState(() => fieldsOf(Date.now()).date);
  const to = ReferralTo.catch(props.first ?? 'social-care').parse(draft.get('to', props.first ?? ''));
  const madeText = draft.get('made', props.first === undefined ? '' : 'yes');
  const [on, decidedBy] = [draft.get('on', today), draft.get('decidedBy', me.account.name)];
  const [detail, reason] = [draft.get('detail'), draft.get('reason')];
  const [asked, setAsked] = useState(false);
  return (
    <FormWindow
      title="Referral"
      submit="Record it"
      busy={change.isPending}
      error={change.error}
      fields={['reason', 'decidedBy', 'on', 'detail']}
      onClose={props.onClose}
      onSubmit={() => {
        setAsked(true);
        if (madeText === '') return;
        const made = madeText === 'yes';
        change.mutate(
          () =>
            load(addConcernReferral, {
              params: { id: concern.id },
              body: { to, detail, made, on, decidedBy, reason },
            }),
          {
            onSuccess() {
              draft.drop();
              props.onClose();
            },
          },
        );
      }}
    >
      <Choice
        label="To"
        value={to}
        options={REFERRAL_TO.map((key) => ({ key, label: REFERRAL_WORDS[key] }))}
        onChange={(key) => draft.put({ to: key })}
      />
      <Radios
        legend={
          <>
            <span className="field-label">Decision</span>
            {asked && madeText === '' ? (
              <span className="field-error"> Say whether it was referred.</span>
            ) : null}
          </>
        }
        name="made"
        value={madeText === 'yes' ? 'yes' : madeText === 'no' ? 'no' : ''}
        options={[
          { key: 'yes', label: 'Referred' },
          { key: 'no', label: 'Decided not to refer' },
        ]}
        onChange={(key) => draft.put({ made: key })}
      />
      <TextInput
        label="Team, officer or reference"
        name="detail"
        value={detail}
        maxLength={300}
        error={wrongAt(change.error, 'detail')}
        onChange={(value) => draft.put({ detail: value })}
      />
      <DayInput
        label="On"
        value={on}
        max={today}
        error={wrongAt(change.error, 'on')}
        onChange={(value) => draft.put({ on: value })}
      />
      <TextInput
        label="Decided by"
        name="decided-by"
        value={decidedBy}
        maxLength={200}
        error={wrongAt(change.error, 'decidedBy')}
        onChange={(value) => draft.put({ decidedBy: value })}
      />
      <TextInput
        label="Reason"
        name="reason"
        rows={4}
        required
        value={reason}
        maxLength={4000}
        hint="Why, whichever way it was decided."
        error={wrongAt(change.error, 'reason')}
        onChange={(value) => draft.put({ reason: value })}
      />
    </FormWindow>
  );
}

function ReplyWindow(props: PartProps & { referral: ConcernReferral; onClose: () => void }): ReactNode {
  const { concern, referral } = props;
  const draft = useDraft(`${props.draftKey} reply ${referral.id}`);
  const change = useConcernChange();
  const [opened] = useState(() => fieldsOf(Date.now()));
  const [date, time] = [draft.get('date', opened.date), draft.get('time', opened.time)];
  const words = draft.get('words');
  const happenedAt = momentOf(date, time);
  const [unclear, setUnclear] = useState(false);
  return (
    <FormWindow
      title={`Answer from ${REFERRAL_WORDS[referral.to]}`}
      submit="Record it"
      busy={change.isPending}
      error={change.error}
      fields={['words', 'happenedAt']}
      onClose={props.onClose}
      onSubmit={() => {
        setUnclear(happenedAt === null);
        if (happenedAt === null) return;
        change.mutate(
          () =>
            load(addReferralReply, {
              params: { id: concern.id, referralId: referral.id },
              body: { words, happenedAt },
            }),
          {
            onSuccess() {
              draft.drop();
              props.onClose();
            },
          },
        );
      }}
    >
      <TextInput
        label="What they answered"
        name="words"
        rows={4}
        required
        value={words}
        maxLength={4000}
        error={wrongAt(change.error, 'words')}
        onChange={(value) => draft.put({ words: value })}
      />
      <MomentInput
        date={date}
        time={time}
        error={unclear ? 'Write the day and the hour.' : wrongAt(change.error, 'happenedAt')}
        onChange={(fields) => draft.put({ date, time, ...fields })}
      />
    </FormWindow>
  );
}
