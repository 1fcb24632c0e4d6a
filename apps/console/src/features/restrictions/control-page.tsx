import { type ControlSettings, saveControlSettings } from '@lapwing/protocol/features/restrictions/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { useMe } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { LeaveGuard } from '../../leave-guard.tsx';
import { Action } from '../../ui/button.tsx';
import { TextInput, Tick } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { LockPreview } from './lock-preview.tsx';
import { controlSettingsQuery } from './queries.ts';
import {
  draftOf,
  type Figure,
  FIGURE_WORDS,
  figureProblem,
  type SettingsDraft,
  settingsOf,
} from './settings-draft.ts';
import './control-page.css';

/** What the school settles about locks and restrictions: words, usual lengths, asking, and what devices do themselves. */
export function ControlPage(): ReactNode {
  const query = useQuery(controlSettingsQuery);
  const { data } = query;
  return (
    <Page
      title="Control"
      tab="Control"
      description="How locks and restrictions look to pupils, how long they last, and what devices may do by themselves"
    >
      {data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : (
        <Editor
          key={data.revision}
          settings={data.settings}
          revision={data.revision}
          refused={
            data.may.manage.allowed
              ? undefined
              : (data.may.manage.reason ?? 'Your role does not include changing this.')
          }
        />
      )}
    </Page>
  );
}

const nowhere = (): boolean => false;

function Editor(props: {
  settings: ControlSettings;
  revision: number;
  refused: string | undefined;
}): ReactNode {
  const { settings, revision, refused } = props;
  const client = useQueryClient();
  const me = useMe();
  const [draft, setDraft] = useState(() => draftOf(settings));
  const [tried, setTried] = useState(false);
  const made = settingsOf(draft);
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(settings));
  const save = useMutation({
    mutationFn: (next: ControlSettings) => load(saveControlSettings, { body: { settings: next, revision } }),
    onSuccess() {
      showToast({ text: 'Saved. It holds from the next lock on.', tone: 'good', key: 'control-settings' });
      void client.invalidateQueries({ queryKey: controlSettingsQuery.queryKey });
    },
  });
  const put = (next: Partial<SettingsDraft>): void => setDraft({ ...draft, ...next });
  const figure = (key: Figure): ReactNode => (
    <TextInput
      key={key}
      label={FIGURE_WORDS[key].label}
      name={key}
      value={draft.figures[key]}
      onChange={(typed) => put({ figures: { ...draft.figures, [key]: typed } })}
      hint={FIGURE_WORDS[key].hint}
      error={tried || draft.figures[key] === '' ? figureProblem(key, draft.figures[key]) : undefined}
      maxLength={5}
    />
  );
  return (
    <Form
      label="Control"
      problem={
        formError(save.error, ['settings.lockWords', 'settings.blockWords']) ??
        (tried && made === null ? 'Some figures are not right yet: see below.' : undefined)
      }
      busy={save.isPending}
      onSubmit={() => {
        setTried(true);
        if (made !== null && refused === undefined) save.mutate(made);
      }}
    >
      {refused === undefined ? null : <Notice>{refused}</Notice>}
      <div className="control-columns">
        <section className="card" aria-labelledby="words-heading">
          <h2 id="words-heading">What pupils read</h2>
          <TextInput
            label="On every lock"
            name="lockWords"
            rows={2}
            maxLength={300}
            value={draft.lockWords}
            onChange={(lockWords) => put({ lockWords })}
            error={fieldError(save.error, 'settings.lockWords')}
            hint="Below whatever is said with the lock."
          />
          <TextInput
            label="On the page that is shown instead of a closed one"
            name="blockWords"
            rows={2}
            maxLength={300}
            value={draft.blockWords}
            onChange={(blockWords) => put({ blockWords })}
            error={fieldError(save.error, 'settings.blockWords')}
            hint="Where the rule that closes it says nothing of its own."
          />
          <Tick checked={draft.mayAskAccess} onChange={(mayAskAccess) => put({ mayAskAccess })}>
            Pupils may ask a teacher for a closed page
          </Tick>
          <Tick checked={draft.mayAskHelp} onChange={(mayAskHelp) => put({ mayAskHelp })}>
            Pupils may ask a teacher for help
          </Tick>
        </section>
        <LockPreview
          school={me.school.name}
          words="Eyes to the front, please"
          below={draft.lockWords}
          by={me.account.name}
          mayAskHelp={draft.mayAskHelp}
        />
        <section className="card" aria-labelledby="usual-heading">
          <h2 id="usual-heading">Usual lengths</h2>
          <p className="quiet">Offered first. Whoever sets something can choose another.</p>
          <div className="control-figures">
            {(['lock', 'internetOff', 'access', 'lesson', 'askBeyond'] as const).map((key) => figure(key))}
          </div>
        </section>
        <section className="card" aria-labelledby="caps-heading">
          <h2 id="caps-heading">What devices do by themselves</h2>
          <p className="quiet">
            A policy can have a device lock itself, or close the internet, when something is found. It never
            lasts longer than this, the pupil sees why and the time left, and staff lift it with one press.
          </p>
          <div className="control-figures">
            {(['lockMinutes', 'internetOffMinutes', 'againAfterMinutes'] as const).map((key) => figure(key))}
          </div>
        </section>
      </div>
      <div className="row">
        <Action
          look="main"
          submit
          busy={save.isPending}
          unavailable={refused ?? (changed ? undefined : 'Nothing has changed.')}
        >
          Save
        </Action>
        {changed ? <Action onPress={() => setDraft(draftOf(settings))}>As it was</Action> : null}
      </div>
      <LeaveGuard
        holds={changed && !save.isSuccess}
        keeps={nowhere}
        title="Leave without saving?"
        verb="Leave"
        onLeave={() => undefined}
      >
        <p>What you have changed here is not saved, and is lost when you leave the page.</p>
      </LeaveGuard>
    </Form>
  );
}
