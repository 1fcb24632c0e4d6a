import { answerFivePoints } from '@lapwing/protocol/features/concerns/record.api.ts';
import { FIVE_POINTS, FivePointAnswer } from '@lapwing/protocol/features/concerns/five-points.ts';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { load } from '../../api/client.ts';
import { formError } from '../../api/failure.ts';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import type { PartProps } from './concern-record.tsx';
import { useDraft } from './drafts.ts';
import { Radios, wrongAt } from './form-parts.tsx';
import { useConcernChange } from './queries.ts';
import { ReferralWindow } from './referrals.tsx';
import { ANSWER_WORDS, asksFivePoints, POINT_QUESTIONS } from './words.ts';

const ANSWERS = Object.freeze(FivePointAnswer.options.map((key) => ({ key, label: ANSWER_WORDS[key] })));

/**
 * The five points that decide on an immediate referral when nudes or semi-nudes may be involved (UK Council for Internet
 * Safety, March 2024). Each answer is recorded; any yes offers the referral.
 */
export function FivePointsSection(props: PartProps): ReactNode {
  const { concern, draftKey } = props;
  const [again, setAgain] = useState(false);
  const [referring, setReferring] = useState(false);
  if (!asksFivePoints(concern) && concern.fivePoints.length === 0) return null;
  const [newest] = concern.fivePoints;
  const may = concern.may.change.allowed && concern.status === 'open';
  const referred = concern.referrals.some(({ made }) => made);
  return (
    <section aria-labelledby="concern-points">
      <div className="concern-head">
        <h2 id="concern-points">Nudes and semi-nudes: five points</h2>
        {newest !== undefined && may && !again ? (
          <Action onPress={() => setAgain(true)}>Answer again</Action>
        ) : null}
      </div>
      <Notice tone="warn">
        <strong>Nobody on the staff views, copies, prints, forwards or asks for the picture.</strong> What the
        pupil tells you is enough to decide. Do not ask them to show, send or delete it.
      </Notice>
      {newest?.refer === true ? (
        <Notice tone="warn">
          <p>
            <strong>
              Refer at once to the police and children’s social care. Do not question the pupils further.
            </strong>
          </p>
          {referred ? (
            <p>A referral is recorded below.</p>
          ) : may ? (
            <Action look="main" onPress={() => setReferring(true)}>
              Record the referral
            </Action>
          ) : null}
        </Notice>
      ) : null}
      {concern.fivePoints.map((answered) => (
        <details key={answered.at} className="concern-answered" open={answered === newest}>
          <summary>
            {answered.refer ? 'Refer at once' : 'No yes among the answers'} ·{' '}
            <When at={answered.at} show="moment" /> by <Name>{answered.by.name}</Name>
          </summary>
          <dl>
            {answered.answers.map(({ point, answer }) => (
              <div key={point}>
                <dt>{POINT_QUESTIONS[point].ask}</dt>
                <dd>
                  <strong>{ANSWER_WORDS[answer]}</strong>
                </dd>
              </div>
            ))}
          </dl>
          {answered.words === '' ? null : (
            <p className="concern-words">
              <Name>{answered.words}</Name>
            </p>
          )}
        </details>
      ))}
      {may && (newest === undefined || again) ? (
        <PointsForm concern={concern} draftKey={draftKey} onDone={() => setAgain(false)} />
      ) : null}
      <p className="quiet small">
        After UK Council for Internet Safety,{' '}
        <cite>
          Sharing nudes and semi-nudes: advice for education settings working with children and young people
        </cite>{' '}
        (March 2024). <Link href={paths.guidance('nudes-and-semi-nudes')}>What to do, step by step</Link>
      </p>
      {referring ? (
        <ReferralWindow
          concern={concern}
          draftKey={draftKey}
          first="police"
          onClose={() => setReferring(false)}
        />
      ) : null}
    </section>
  );
}

function PointsForm(props: PartProps & { onDone: () => void }): ReactNode {
  const { concern } = props;
  const draft = useDraft(`${props.draftKey} points`);
  const change = useConcernChange();
  const [asked, setAsked] = useState(false);
  const given = FIVE_POINTS.map((point) => {
    const parsed = FivePointAnswer.safeParse(draft.get(point));
    return { point, answer: parsed.success ? parsed.data : null };
  });
  const answers = given.flatMap(({ point, answer }) => (answer === null ? [] : [{ point, answer }]));
  const words = draft.get('words');
  return (
    <Form
      look="card"
      label="The five points"
      busy={change.isPending}
      problem={
        asked && answers.length < FIVE_POINTS.length
          ? 'Answer each of the five. “Not known” is an answer too.'
          : formError(change.error, ['words'])
      }
      onSubmit={() => {
        setAsked(true);
        if (answers.length < FIVE_POINTS.length) return;
        change.mutate(
          () => load(answerFivePoints, { params: { id: concern.id }, body: { answers, words } }),
          {
            onSuccess() {
              draft.drop();
              props.onDone();
            },
          },
        );
      }}
    >
      <p>Go through them with one other trained person, within the hour. Any yes: refer at once.</p>
      {given.map(({ point, answer }, place) => (
        <Radios
          key={point}
          legend={
            <>
              <span className="field-label">
                {place + 1}. {POINT_QUESTIONS[point].ask}
              </span>
              <span className="quiet small concern-more">{POINT_QUESTIONS[point].more}</span>
            </>
          }
          name={`point-${point}`}
          value={answer ?? ''}
          options={ANSWERS}
          onChange={(value) => draft.put({ [point]: value })}
        />
      ))}
      <TextInput
        label="With whom, and what the answers rest on"
        name="points-words"
        rows={3}
        value={words}
        maxLength={4000}
        hint="What was said to you. Never describe a picture."
        error={wrongAt(change.error, 'words')}
        onChange={(value) => draft.put({ words: value })}
      />
      <div className="row">
        <Action look="main" submit busy={change.isPending}>
          Record the answers
        </Action>
      </div>
    </Form>
  );
}
