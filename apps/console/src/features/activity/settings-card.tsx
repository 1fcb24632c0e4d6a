import type { ActivitySettings } from '@lapwing/protocol/features/activity/api.ts';
import { ACTIVITY_KINDS } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { fieldError, formError } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { TextInput, Tick } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { showToast } from '../../ui/toasts.ts';
import { activitySettingsQuery, saveSettings } from './queries.ts';
import { KIND_WORDS } from './words.ts';

/** Which activity the school records, and for how long. */
export function ActivitySettingsCard(): ReactNode {
  const query = useQuery(activitySettingsQuery);
  return (
    <section className="card" aria-labelledby="activity-settings">
      <h2 id="activity-settings">Activity that is recorded</h2>
      <p className="quiet">
        Names and times, never contents: it stands with each person and device. Devices are told at once.
      </p>
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={4} />
      ) : (
        <Settings
          key={query.data.revision}
          settings={query.data.settings}
          revision={query.data.revision}
          blocked={
            query.data.may.manage.allowed
              ? undefined
              : (query.data.may.manage.reason ?? 'This is not yours to settle.')
          }
        />
      )}
    </section>
  );
}

function Settings(props: {
  settings: ActivitySettings;
  revision: number;
  blocked: string | undefined;
}): ReactNode {
  const { settings, revision, blocked } = props;
  const client = useQueryClient();
  const [kinds, setKinds] = useState<readonly string[]>(settings.kinds);
  const [days, setDays] = useState(String(settings.keepDays));
  const save = useMutation({
    mutationFn: () =>
      saveSettings({
        settings: {
          kinds: ACTIVITY_KINDS.filter((kind) => kinds.includes(kind)),
          keepDays: Number(days),
        },
        revision,
      }),
    onSuccess() {
      showToast({ text: 'Saved. Devices are told.', tone: 'good', key: 'activity-settings' });
      return client.invalidateQueries({ queryKey: activitySettingsQuery.queryKey });
    },
  });
  if (blocked !== undefined) {
    return (
      <>
        <ul className="bullets">
          {settings.kinds.map((kind) => (
            <li key={kind}>{KIND_WORDS[kind]}</li>
          ))}
        </ul>
        <p>Kept for {settings.keepDays} days.</p>
        <p className="quiet small">{blocked}</p>
      </>
    );
  }
  const isChanged =
    kinds.length !== settings.kinds.length ||
    days !== String(settings.keepDays) ||
    settings.kinds.some((kind) => !kinds.includes(kind));
  return (
    <Form
      label="Activity that is recorded"
      busy={save.isPending}
      problem={formError(save.error, ['settings.keepDays'])}
      onSubmit={() => save.mutate()}
    >
      <div className="stack" role="group" aria-label="Kinds">
        {ACTIVITY_KINDS.map((kind) => (
          <Tick
            key={kind}
            checked={kinds.includes(kind)}
            onChange={(on) => setKinds(on ? [...kinds, kind] : kinds.filter((other) => other !== kind))}
          >
            {KIND_WORDS[kind]}
          </Tick>
        ))}
      </div>
      <TextInput
        label="Keep it for how many days"
        name="keepDays"
        value={days}
        onChange={setDays}
        error={fieldError(save.error, 'settings.keepDays')}
        hint="From 7 to 1100. What is older is deleted each hour, and cannot be brought back."
      />
      <div className="row">
        <Action
          look="main"
          submit
          busy={save.isPending}
          unavailable={isChanged ? undefined : 'Nothing is changed yet.'}
        >
          Save
        </Action>
      </div>
    </Form>
  );
}
