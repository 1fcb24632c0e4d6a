import type { AccessKind } from '@lapwing/protocol/features/restrictions/rules.ts';
import { Ban, Download, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { Name } from '../../ui/name.tsx';

/** What a pupil comes to read, near enough: the page that stands in the place of a closed one, or the lock. */
export function BlockPreview(props: { title: string; kind: AccessKind; words: string }): ReactNode {
  const { kind } = props;
  const Icon = kind === 'lock' ? Lock : kind === 'downloads' ? Download : Ban;
  const heading =
    kind === 'lock'
      ? 'This device is locked'
      : kind === 'downloads'
        ? 'This file is not downloaded'
        : kind === 'applications'
          ? 'This program was closed'
          : kind === 'internet-off'
            ? 'The internet is off'
            : 'This page is closed';
  return (
    <figure className="access-preview">
      <figcaption className="quiet small">Preview</figcaption>
      <div>
        <Icon size={22} aria-hidden />
        <strong>{heading}</strong>
        <Name className={props.words.trim() === '' ? 'quiet' : ''}>
          {props.words.trim() === '' ? 'Your school’s usual words stand here.' : props.words}
        </Name>
        {kind === 'lock' ? null : (
          <span className="quiet small">
            Because of <Name>{props.title.trim() === '' ? 'this policy' : props.title}</Name>
          </span>
        )}
      </div>
    </figure>
  );
}
