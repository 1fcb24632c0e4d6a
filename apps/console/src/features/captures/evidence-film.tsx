import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { EyeOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Action } from '../../ui/button.tsx';
import { Player } from '../../ui/player.tsx';
import { When } from '../../ui/when.tsx';
import { personName } from './capture-row.tsx';
import { type EvidenceItem, evidenceHref, originalHref } from './evidence-items.ts';
import { OriginalLink } from './evidence-picture.tsx';

/** A recording that was opened; it stands still until somebody plays it. */
export function Film(props: { capture: CaptureDetail; item: EvidenceItem; onHide: () => void }): ReactNode {
  const { capture, item } = props;
  const mayHandOn = capture.may.export.allowed && !capture.sealed;
  return (
    <figure className="evidence">
      <Player
        src={evidenceHref(item.id)}
        label={`Recording of the screen of ${personName(capture)}`}
        {...(item.seconds === null ? {} : { seconds: item.seconds })}
        {...(item.triggerSeconds === null ? {} : { mark: { at: item.triggerSeconds, word: 'Trigger' } })}
        autoFocus
      />
      <figcaption className="row spread">
        <span className="quiet small">
          Begins <When at={item.takenAt} show="moment" />, your view is recorded
        </span>
        <span className="row">
          {mayHandOn ? <OriginalLink href={originalHref(item.id)} /> : null}
          <Action look="plain" onPress={props.onHide}>
            <EyeOff size={14} aria-hidden /> Hide
          </Action>
        </span>
      </figcaption>
      <details className="evidence-hash small">
        <summary>SHA-256 of the file</summary>
        <code className="break">{item.sha256}</code>
      </details>
    </figure>
  );
}
