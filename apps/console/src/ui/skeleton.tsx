import type { ReactNode } from 'react';
import './states.css';
import './figures.css';

/** One bone of given size, where what comes will stand; `Skeletons` says to those who hear the page that it comes. */
export function Skeleton(props: { width?: string; height?: string; ratio?: string }): ReactNode {
  return (
    <span
      className="skeleton"
      aria-hidden="true"
      style={{
        width: props.width ?? '100%',
        ...(props.ratio === undefined ? { height: props.height ?? '12px' } : { aspectRatio: props.ratio }),
      }}
    />
  );
}

/** Tiles or rows on their way, in the shape that they will have, so that nothing jumps. */
export function Skeletons(props: { label: string; count: number; shape: 'tiles' | 'rows' }): ReactNode {
  return (
    <div
      role="status"
      aria-label={props.label}
      className={props.shape === 'tiles' ? 'skeleton-grid' : 'stack'}
    >
      {Array.from({ length: props.count }, (_, index) => (
        <Skeleton
          key={index}
          {...(props.shape === 'tiles' ? { ratio: '4 / 3' } : { height: 'var(--row)' })}
        />
      ))}
    </div>
  );
}
