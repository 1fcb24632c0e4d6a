import type { PolicyTermDetail } from '@lapwing/protocol/features/policies/api.ts';
import { type Severity, SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import { type ReactNode, useState } from 'react';
import { SEVERITY_WORDS } from '../../severity.ts';
import { Toggle } from '../../ui/adjust.tsx';
import { Action } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { sayActions } from './actions.ts';
import { meantTermWatch, NO_TERM_WATCH, switched, termWatchEdit } from './edits.ts';
import { useEdits } from './use-edits.ts';
import { TermWatchWindow } from './watch-window.tsx';
import { sayFrom, saySources } from './words.ts';

/** What one group says of a term: on or off, how bad, where, and what is done. */
export function TermSettings(props: {
  detail: PolicyTermDetail;
  group: { id: string; name: string };
  base: number;
  refused: string | undefined;
  whole: boolean;
}): ReactNode {
  const { detail, group, refused, whole } = props;
  const { pending, put } = useEdits(props.base);
  const [choosing, setChoosing] = useState(false);
  const meant = meantTermWatch(pending, detail.id, group.id);
  const set = (meant === undefined ? detail.set : meant) ?? NO_TERM_WATCH;
  const change = (value: typeof set): void => put([termWatchEdit(detail, group, value, detail.set)]);
  const enabled =
    meant === undefined
      ? detail.enabled
      : (set.enabled ?? (detail.set?.enabled === false ? true : detail.enabled));
  const says = Object.values(set).some((field) => field !== null);
  if (refused !== undefined) {
    return (
      <section className="card" aria-labelledby="term-here">
        <h3 id="term-here">
          In <Name>{group.name}</Name>
        </h3>
        <p>{detail.enabled ? 'It is watched for.' : 'It is not watched for.'}</p>
        <p className="quiet small">{refused}</p>
      </section>
    );
  }
  return (
    <section className="card" aria-labelledby="term-here">
      <h3 id="term-here">
        In <Name>{group.name}</Name>
      </h3>
      <Toggle on={enabled} onChange={(on) => change(switched(set, on, whole))}>
        Watch for it
      </Toggle>
      <Choice<Severity | 'left'>
        label="How bad it is"
        value={set.severity ?? 'left'}
        options={[
          {
            key: 'left',
            label:
              set.severity === null && meant === undefined && detail.severity !== detail.before.severity
                ? `${SEVERITY_WORDS[detail.severity].word}, as another group says`
                : `${SEVERITY_WORDS[detail.before.severity].word}, as the ${detail.own ? 'term' : 'library'} has it`,
          },
          ...SEVERITIES.toReversed().map((key) => ({ key, label: SEVERITY_WORDS[key].word })),
        ]}
        onChange={(severity) => change({ ...set, severity: severity === 'left' ? null : severity })}
      />
      <dl className="facts">
        <dt>Places</dt>
        <dd>{set.sources === null ? 'as usual' : saySources(set.sources)}</dd>
        <dt>What is done</dt>
        <dd>
          {set.actions === null
            ? `${detail.actions.value.length === 0 ? 'a screenshot' : sayActions(detail.actions.value)} (${sayFrom(detail.actions.from, group.id)})`
            : sayActions(set.actions)}
        </dd>
      </dl>
      <div className="row">
        <Action onPress={() => setChoosing(true)}>Places and actions</Action>
        {says ? (
          <Action look="plain" onPress={() => change(NO_TERM_WATCH)}>
            {whole ? 'As before any change' : 'Leave it to other groups'}
          </Action>
        ) : null}
      </div>
      {choosing ? (
        <TermWatchWindow
          words={detail.example}
          group={group.name}
          watch={set}
          usual={detail.sources}
          onClose={() => setChoosing(false)}
          onChange={(value) => {
            setChoosing(false);
            change(value);
          }}
        />
      ) : null}
    </section>
  );
}
