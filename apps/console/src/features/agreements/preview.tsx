import type { AgreementBlock, DeclineOutcome } from '@lapwing/protocol/features/agreements/content.ts';
import { sayOfNo } from '@lapwing/protocol/features/agreements/of-no.ts';
import { type ReactNode, useId, useState } from 'react';
import { SegmentedChoice } from '../../ui/adjust.tsx';
import { directionOf } from './draft.ts';
import './preview.css';

export interface PreviewText {
  readonly title: string;
  readonly language: string;
  readonly blocks: readonly AgreementBlock[];
  readonly picture: { readonly data: string; readonly alt: string } | null;
  readonly agreeLabel: string;
  readonly declineLabel: string;
}

/** The agreement at the size at which a pupil reads it, on a light or dark screen, a narrow or a wide one. */
export function Preview(props: {
  text: PreviewText;
  school: string;
  /** What comes of a no, as pupils are told; left out where that is not known any more. */
  ofNo?: DeclineOutcome;
}): ReactNode {
  const { text } = props;
  const id = useId();
  const [theme, setTheme] = useState<'light' | 'dark'>('light');
  const [width, setWidth] = useState<'wide' | 'narrow'>('wide');
  return (
    <section className="card agreement-preview" aria-labelledby={id}>
      <div className="row">
        <h2 id={id}>As pupils see it</h2>
        <SegmentedChoice
          label="Width"
          hideLabel
          value={width}
          options={[
            { key: 'wide', label: 'Full' },
            { key: 'narrow', label: '320 px' },
          ]}
          onChange={setWidth}
        />
        <SegmentedChoice
          label="Theme"
          hideLabel
          value={theme}
          options={[
            { key: 'light', label: 'Light' },
            { key: 'dark', label: 'Dark' },
          ]}
          onChange={setTheme}
        />
      </div>
      <div
        className="pupil-screen"
        data-theme={theme}
        data-width={width}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and whoever has no mouse scrolls it too
        tabIndex={0}
        role="group"
        aria-label="Preview"
      >
        <div className="pupil-page" lang={text.language} dir={directionOf(text.language)}>
          <p className="pupil-school" dir="auto">
            {props.school}
          </p>
          <p className="pupil-title">{text.title}</p>
          {text.picture === null ? null : <img src={text.picture.data} alt={text.picture.alt} />}
          {text.blocks.map((block, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- a preview holds no state
            <Block key={at} block={block} />
          ))}
          <div className="pupil-answers">
            <span className="pupil-answer" data-main="true">
              {text.agreeLabel}
            </span>
            <span className="pupil-answer">{text.declineLabel}</span>
          </div>
          {props.ofNo === undefined ? null : (
            <p className="pupil-of-no" lang="en-GB" dir="ltr">
              {sayOfNo(props.ofNo)}
            </p>
          )}
        </div>
      </div>
    </section>
  );
}

function Block(props: { block: AgreementBlock }): ReactNode {
  const { block } = props;
  switch (block.kind) {
    case 'heading':
      return <p className="pupil-heading">{block.text}</p>;
    case 'paragraph':
      return <p>{block.text}</p>;
    case 'bullets':
      return (
        <ul>
          {block.items.map((item, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- a preview holds no state
            <li key={at}>{item}</li>
          ))}
        </ul>
      );
  }
}
