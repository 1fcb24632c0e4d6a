import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { FileText } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { paths } from '../../paths.ts';
import { ActionLink } from '../../ui/button.tsx';
import { Tick } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { HoldAction } from './evidence-hold.tsx';
import { captureFileHref } from './queries.ts';

/** The way to a concern that takes these captures in: one that is open, or a new one. */
export function concernHref(ids: readonly string[]): string {
  return paths.concerns(`?capture=${ids.join(',')}`);
}

/** The capture, and the whole of its incident, as documents; with the screenshot for who may look at it. */
function Papers(props: { capture: CaptureDetail }): ReactNode {
  const { capture } = props;
  const [wanted, setWanted] = useState(false);
  const { incident } = capture;
  const offered =
    capture.may.viewEvidence.allowed &&
    !capture.sealed &&
    capture.evidenceItems.some(({ kind, state }) => kind === 'screenshot' && state === 'ready');
  const screenshot = offered && wanted;
  return (
    <div className="row">
      <a
        className="button"
        data-look="quiet"
        href={captureFileHref('capture', capture.id, screenshot)}
        download
      >
        <FileText size={15} aria-hidden /> PDF
      </a>
      {incident === null || incident.count < 2 ? null : (
        <a
          className="button"
          data-look="quiet"
          href={captureFileHref('incident', incident.id, screenshot)}
          download
        >
          <FileText size={15} aria-hidden /> PDF of all {incident.count}
        </a>
      )}
      {offered ? (
        <Tick checked={wanted} onChange={setWanted}>
          With the screenshot (recorded as a look)
        </Tick>
      ) : null}
    </div>
  );
}

/** What it is part of, and what can be made of it: concerns, a PDF, keeping it. */
export function RecordPart(props: { capture: CaptureDetail }): ReactNode {
  const { capture } = props;
  const { may, concerns } = capture;
  if (concerns.length === 0 && ![may.concern, may.export, may.hold].some(({ allowed }) => allowed))
    return null;
  const all = [capture.id, ...capture.together.map((other) => other.id)];
  return (
    <section className="stack" aria-labelledby="record-heading">
      <h3 id="record-heading">Record</h3>
      {concerns.length === 0 ? null : (
        <ul className="bullets">
          {concerns.map((one) => (
            <li key={one.id}>
              Part of the concern{' '}
              <Link href={paths.concern(one.id)}>
                <Name>{one.title}</Name>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        {may.concern.allowed ? (
          <ActionLink href={concernHref(all)}>
            {all.length === 1 ? 'Add to a concern' : `Add all ${all.length} to a concern`}
          </ActionLink>
        ) : null}
        <HoldAction capture={capture} />
      </div>
      {may.export.allowed ? <Papers capture={capture} /> : null}
    </section>
  );
}
