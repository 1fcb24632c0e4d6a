import { changeGroup, type GroupDetail } from '@lapwing/protocol/features/groups/api.ts';
import { REMOTE_VIEWS, type RemoteView } from '@lapwing/protocol/vocabulary.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { REMOTE_VIEW_WORDS, settingInWords } from '../../settings-words.ts';
import { Action } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { refreshGroups } from './queries.ts';

type Choice = RemoteView | 'left';

/** What the group sets, and what holds in it now and why. */
export function GroupSettings(props: { group: GroupDetail }): ReactNode {
  const { group } = props;
  const { allowed, reason } = group.may.settings;
  return (
    <section className="card" aria-labelledby="settings-heading">
      <h2 id="settings-heading">Remote view</h2>
      <p className="quiet">
        Whether staff may look at the screens of this group live. It goes with the people in it to whatever
        device they sit at.
      </p>
      {group.effective.map((origin) => {
        const { value, why } = settingInWords(origin);
        return (
          <p key={origin.setting} className="holds">
            <strong>Now: {value}.</strong> {why}
          </p>
        );
      })}
      {allowed ? (
        <SettingsForm group={group} />
      ) : (
        <p className="quiet">{reason ?? 'Your role does not include changing groups.'}</p>
      )}
    </section>
  );
}

function SettingsForm(props: { group: GroupDetail }): ReactNode {
  const { group } = props;
  const client = useQueryClient();
  const now: Choice = group.settings.remoteView ?? 'left';
  // Only what was touched is kept here: what somebody else changes meanwhile shows in the rest.
  const [edited, setChoice] = useState<Choice | null>(null);
  const choice = edited ?? now;
  const save = useMutation({
    mutationFn: () =>
      load(changeGroup, {
        params: { id: group.id },
        body: { settings: { remoteView: choice === 'left' ? null : choice } },
      }),
    onSuccess(detail) {
      client.setQueryData(['groups', 'one', group.id], detail);
      setChoice(null);
      refreshGroups(client);
    },
  });
  const whole = group.builtIn === 'whole-school';
  const left = whole
    ? { label: 'As Lapwing comes', hint: 'Staff may look; the person sees that they do.' }
    : { label: 'Leave it to other groups', hint: 'What the groups above and the whole school say holds.' };
  return (
    <Form
      problem={save.error === null ? undefined : sayShortly(save.error)}
      busy={save.isPending}
      label="Remote view"
      onSubmit={() => save.mutate()}
    >
      <fieldset className="radios">
        <legend className="unseen">Remote view of this group</legend>
        <Radio value="left" chosen={choice} words={left} onChoose={setChoice} />
        {REMOTE_VIEWS.map((value) => (
          <Radio
            key={value}
            value={value}
            chosen={choice}
            words={REMOTE_VIEW_WORDS[value]}
            onChoose={setChoice}
          />
        ))}
      </fieldset>
      <div className="row">
        <Action
          look="main"
          submit
          busy={save.isPending}
          unavailable={choice === now ? 'Nothing has changed.' : undefined}
        >
          Save remote view
        </Action>
      </div>
      <p className="quiet small">
        Somebody in several groups has the value of the group with the highest priority; at the same priority
        the group further down wins. Their own page says which one it is.
      </p>
    </Form>
  );
}

function Radio(props: {
  value: Choice;
  chosen: Choice;
  words: { readonly label: string; readonly hint: string };
  onChoose: (value: Choice) => void;
}): ReactNode {
  const id = useId();
  return (
    <label className="radio">
      <input
        type="radio"
        name="remote-view"
        value={props.value}
        checked={props.value === props.chosen}
        aria-labelledby={`${id}label`}
        aria-describedby={`${id}hint`}
        onChange={() => props.onChoose(props.value)}
      />
      <span>
        <span id={`${id}label`}>{props.words.label}</span>
        <span id={`${id}hint`} className="field-hint">
          {props.words.hint}
        </span>
      </span>
    </label>
  );
}
