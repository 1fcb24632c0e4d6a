import { type ReactNode, useState } from 'react';
import { SegmentedChoice } from '../adjust.tsx';
import { useTab } from '../page.tsx';
import { SAMPLES } from './samples.tsx';
import './gallery.css';

const LOOKS = [
  { key: 'light-comfortable', label: 'Light, comfortable' },
  { key: 'light-compact', label: 'Light, compact' },
  { key: 'dark-comfortable', label: 'Dark, comfortable' },
  { key: 'dark-compact', label: 'Dark, compact' },
] as const;
type Look = (typeof LOOKS)[number]['key'];

/**
 * Every primitive in every state, in two looks side by side. Only in development: nothing of it is in what is built for
 * a school.
 */
export function GalleryPage(): ReactNode {
  const [left, setLeft] = useState<Look>('light-comfortable');
  const [right, setRight] = useState<Look>('dark-compact');
  useTab('Gallery');
  return (
    <main className="gallery">
      <header className="row spread">
        <h1>Gallery of the console’s parts</h1>
        <div className="row">
          <SegmentedChoice label="Left" value={left} options={LOOKS} onChange={setLeft} />
          <SegmentedChoice label="Right" value={right} options={LOOKS} onChange={setRight} />
        </div>
      </header>
      {SAMPLES.map((sample) => (
        <section key={sample.title}>
          <h2>{sample.title}</h2>
          <div className="gallery-pair">
            <Panel look={left} content={sample.show} />
            <Panel look={right} content={sample.show} />
          </div>
        </section>
      ))}
    </main>
  );
}

function Panel(props: { look: Look; content: () => ReactNode }): ReactNode {
  const [theme, density] = props.look.split('-');
  const Content = props.content;
  return (
    <div className="gallery-panel stack" style={{ colorScheme: theme }} data-density={density}>
      <Content />
    </div>
  );
}
