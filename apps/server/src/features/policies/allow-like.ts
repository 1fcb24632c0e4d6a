import { allowancesOf } from '@lapwing/detection/allow.ts';
import { reachOf } from '../../permissions/actor.ts';
import { refuse } from '../../platform/http/outcome.ts';
import type { AllowLike, PassedCapture } from '../captures/index.ts';
import { allow } from './allowances.api.ts';
import type { ChangeDeps } from './change.ts';
import type { Decided } from './decided.ts';
import { allowedBy } from './resolve.ts';

/**
 * Lets the like of a capture pass as a change of the policies, and tells which past captures it would have let pass. That
 * goes by the rules of what is let pass alone, on what is stored of a capture; the engine need not read it again.
 */
export function allowLikeBy(deps: ChangeDeps): AllowLike {
  return async (tx, actor, { id, value, captureId }) => {
    const reach = reachOf(actor, 'policies.allow');
    if (reach === null) {
      return refuse('not-allowed', 'not-allowed', 'Your role does not let words and sites pass.', {
        remedy: 'Set it to False positive, and ask the safeguarding lead to let the like pass.',
      });
    }
    const outcome = await allow(deps, tx, actor, reach, { id, value });
    if (!outcome.ok) return outcome;
    const { allowance, change, decided } = outcome;
    if (allowance.captureId?.toLowerCase() !== captureId) {
      return refuse(
        'bad-request',
        'other-capture',
        'What is let pass must name the capture it is made from.',
        {
          field: 'value.captureId',
          remedy: 'Send the id of this capture.',
        },
      );
    }
    const rule = allowancesOf([allowedBy(allowance.what)]);
    return {
      ok: true,
      what: `${change.did.join(' ')} ${allowance.reason}`,
      groupId: allowance.groupId,
      lets: (capture) => lets(rule, capture, decided, deps.clock.now()),
    };
  };
}

function lets(
  rule: ReturnType<typeof allowancesOf>,
  capture: PassedCapture,
  { config }: Decided,
  now: number,
): boolean {
  const allowed = rule.at(capture.site === null ? [] : [capture.site], now);
  // As the device decides: by the school's own policy that the term stands in, where that is not its risk.
  const own = config.terms.get(capture.term)?.policy;
  const policy = own !== undefined && config.policies.has(own) ? own : capture.policy;
  if (allowed.all(capture.term, policy)) return true;
  const { term, sentence, start, end } = capture;
  return allowed.phrase({ term, sentence, sentenceStart: 0, start, end }, policy);
}
