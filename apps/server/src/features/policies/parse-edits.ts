import { PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { refuse, type Refused } from '../../platform/http/outcome.ts';

/** The edits as they came, each parsed by itself, so that the answer names the one that is wrong. */
export function parseEdits(
  given: readonly unknown[],
): { ok: true; edits: PolicyEdit[] } | { ok: false; refused: Refused } {
  const edits: PolicyEdit[] = [];
  for (const [place, one] of given.entries()) {
    const parsed = PolicyEdit.safeParse(one);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const path = (issue?.path ?? []).map(String);
      const field = [`edits.${place}`, ...path].join('.');
      const name = path.findLast((part) => !/^\d+$/.test(part) && part !== 'value');
      const said = issue?.message ?? 'is not as it should be';
      const message = name === undefined ? `An edit is not as it should be: ${said}.` : `“${name}”: ${said}.`;
      return refuse('bad-request', 'invalid', message, {
        field,
        remedy: `Correct "${field}" and send it again.`,
      });
    }
    edits.push(normal(parsed.data));
  }
  return { ok: true, edits };
}

/** One way of writing for ids and sites, so that two ways of writing one thing are one thing. */
function normal(edit: PolicyEdit): PolicyEdit {
  const small = <Value extends string | null>(text: Value): Value =>
    // Small letters of a text are a text, and of null null.
    (text === null ? null : text.toLowerCase()) as Value;
  switch (edit.kind) {
    case 'policy':
    case 'sealed-list':
      return { ...edit, id: small(edit.id) };
    case 'term':
      return {
        ...edit,
        value: edit.value === null ? null : { ...edit.value, policy: small(edit.value.policy) },
      };
    case 'watch':
      return {
        ...edit,
        groupId: small(edit.groupId),
        policy: small(edit.policy),
        value: nothingSet(edit.value) ? null : edit.value,
      };
    case 'term-watch':
      return { ...edit, groupId: small(edit.groupId), value: nothingSet(edit.value) ? null : edit.value };
    case 'sources':
      return { ...edit, groupId: small(edit.groupId) };
    case 'recipients':
      return {
        ...edit,
        groupId: small(edit.groupId),
        value: edit.value?.entries.length === 0 ? null : edit.value,
      };
    case 'allow': {
      const id = small(edit.id);
      if (edit.value === null) return { ...edit, id };
      const { what, groupId } = edit.value;
      return {
        ...edit,
        id,
        value: {
          ...edit.value,
          groupId: small(groupId),
          what: what.kind === 'site' ? { ...what, site: small(what.site), policy: small(what.policy) } : what,
        },
      };
    }
    case 'timetable':
    case 'private-sites':
    case 'library':
      return edit;
  }
}

/** Whether all that a group could set is left to others: that is as if it set nothing. */
function nothingSet(value: Readonly<Record<string, unknown>> | null): boolean {
  return value !== null && Object.values(value).every((each) => each === null);
}
