import type { AgreementDetail } from '@lapwing/protocol/features/agreements/api.ts';
import type { ReactNode } from 'react';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';
import { STATE_WORDS } from './words.ts';

/** The title of an agreement with how it stands. */
export function AgreementTitle(props: { detail: AgreementDetail }): ReactNode {
  const { word, tone } = STATE_WORDS[props.detail.state];
  return (
    <span className="agreement-title">
      <Name>{props.detail.title}</Name> <Pill tone={tone}>{word}</Pill>
    </span>
  );
}
