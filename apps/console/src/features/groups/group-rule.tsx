import { changeGroup, type GroupDetail, type GroupRule } from '@lapwing/protocol/features/groups/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { load } from '../../api/client.ts';
import { failureOf, sayShortly } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { refreshGroups, tryQuery } from './queries.ts';
import { countInWords, FIELD_WORDS, FIELDS_OF } from './words.ts';

/** So many lines a rule can have. */
const MOST_LINES = 50;
/** Milliseconds without a key before whom the rule would bring in is asked for: each asking stands in the audit. */
const TRIED_AFTER = 600;

/** The rule of a group, line by line, with whom it would bring in before it is saved. */
export function GroupRuleForm(props: { group: GroupDetail }): ReactNode {
  const { group } = props;
  const client = useQueryClient();
  // Until it is touched the rule is as it stands, also when somebody else changes it.
  const [edited, setLines] = useState<readonly GroupRule[] | null>(null);
  const lines = edited ?? group.rules;
  const [tried, setTried] = useState(false);
  const rules = lines.map(({ field, pattern, exclude }) => ({ field, pattern: pattern.trim(), exclude }));
  const complete = rules.every((rule) => rule.pattern !== '');
  const changed = JSON.stringify(rules) !== JSON.stringify(group.rules);
  const save = useMutation({
    mutationFn: () => load(changeGroup, { params: { id: group.id }, body: { rules } }),
    onSuccess(detail) {
      client.setQueryData(['groups', 'one', group.id], detail);
      setTried(false);
      setLines(null);
      refreshGroups(client);
    },
  });
  const change = (place: number, given: Partial<GroupRule>): void =>
    setLines(lines.map((line, at) => (at === place ? { ...line, ...given } : line)));
  function addLine(): void {
    const field = lines.at(-1)?.field ?? FIELDS_OF[group.kind][0] ?? 'name';
    setLines([...lines, { field, pattern: '', exclude: false }]);
  }
  return (
    <section className="card" aria-labelledby="rule-heading">
      <h2 id="rule-heading">Rule</h2>
      <p className="quiet">
        Whoever fits a line that includes, and none that excludes, is in by the rule. A star stands for any
        text: 8* fits 8A and 8B. Who was put in by hand stays in, whatever the rule says.
      </p>
      <Form
        problem={save.error === null ? undefined : sayShortly(save.error)}
        busy={save.isPending}
        label="Rule"
        onSubmit={() => {
          setTried(true);
          if (complete) save.mutate();
        }}
      >
        {lines.length === 0 ? null : (
          <ol className="rule-lines" aria-label="Lines">
            {lines.map((line, at) => (
              <RuleLine
                // oxlint-disable-next-line react/no-array-index-key -- a line is its place in the rule; it has no other name
                key={at}
                line={line}
                at={at + 1}
                kind={group.kind}
                error={
                  tried && line.pattern.trim() === ''
                    ? 'Say what to look for, or take the line away.'
                    : undefined
                }
                onChange={(given) => change(at, given)}
                onRemove={() => setLines(lines.filter((_, place) => place !== at))}
              />
            ))}
          </ol>
        )}
        <div className="row">
          <Action
            onPress={addLine}
            unavailable={lines.length >= MOST_LINES ? `A rule has at most ${MOST_LINES} lines.` : undefined}
          >
            <Plus size={14} aria-hidden /> Add a line
          </Action>
          <Action
            look="main"
            submit
            busy={save.isPending}
            unavailable={changed ? undefined : 'Nothing has changed.'}
          >
            Save the rule
          </Action>
        </div>
        {changed && complete ? <Fits group={group} rules={rules} /> : null}
      </Form>
    </section>
  );
}

function RuleLine(props: {
  line: GroupRule;
  at: number;
  kind: GroupDetail['kind'];
  error: string | undefined;
  onChange: (given: Partial<GroupRule>) => void;
  onRemove: () => void;
}): ReactNode {
  const { line, at, onChange } = props;
  const id = useId();
  return (
    <li aria-labelledby={id}>
      <span id={id} className="unseen">
        Line {at}
      </span>
      <Choice
        label="Includes or excludes"
        look="filter"
        named
        neutral="includes"
        value={line.exclude ? 'excludes' : 'includes'}
        onChange={(value) => onChange({ exclude: value === 'excludes' })}
        options={[
          { key: 'includes', label: 'Includes' },
          { key: 'excludes', label: 'Excludes' },
        ]}
      />
      <Choice
        label="What it looks at"
        look="filter"
        named
        neutral={line.field}
        value={line.field}
        onChange={(field) => onChange({ field })}
        options={FIELDS_OF[props.kind].map((key) => ({ key, label: FIELD_WORDS[key] }))}
      />
      <TextInput
        label={`Pattern of line ${at}`}
        hideLabel
        name={`pattern-${at}`}
        value={line.pattern}
        onChange={(pattern) => onChange({ pattern })}
        placeholder={line.field === 'form' ? '8*' : ''}
        maxLength={200}
        error={props.error}
      />
      <Action look="icon" label={`Take line ${at} away`} onPress={props.onRemove}>
        <X size={14} aria-hidden />
      </Action>
    </li>
  );
}

/** Whom the lines would bring in, a moment after they were typed. */
function Fits(props: { group: GroupDetail; rules: readonly GroupRule[] }): ReactNode {
  const { group } = props;
  const rules = useSettled(props.rules);
  const query = useQuery(tryQuery(group.id, rules));
  if (query.error !== null) {
    const failure = failureOf(query.error);
    return (
      <Notice tone="warn">{failure.kind === 'refused' ? failure.message : sayShortly(query.error)}</Notice>
    );
  }
  const fits = query.data;
  if (fits === undefined) return <Notice>Looking whom this would bring in …</Notice>;
  return (
    <Notice tone={fits.total === 0 ? 'warn' : 'plain'}>
      {fits.total === 0 ? 'Nobody fits this rule.' : `Would bring in ${countInWords(fits.total, group)}: `}
      {fits.first.map((member, at) => (
        <span key={member.id}>
          {at === 0 ? '' : ', '}
          <Name>{member.name}</Name>
        </span>
      ))}
      {fits.total > fits.first.length
        ? ` and ${fits.total - fits.first.length} more.`
        : fits.total === 0
          ? ''
          : '.'}
    </Notice>
  );
}

/** The lines as they were when nobody had typed for a moment. */
function useSettled(rules: readonly GroupRule[]): readonly GroupRule[] {
  const [settled, setSettled] = useState(rules);
  const text = JSON.stringify(rules);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(rules), TRIED_AFTER);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- the lines are made anew with each drawing; their text says when they changed
  }, [text]);
  return settled;
}
