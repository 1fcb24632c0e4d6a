import type { ReactNode } from 'react';
import { useMe } from '../../api/queries.ts';
import { openReview, putEdits } from './pending.ts';
import { PolicyFrame } from './policy-frame.tsx';

/** Puts a version of the library into what is meant to change, and opens the review. */
export type ChooseVersion = (version: string, inForce: string, base: number, shipped: string) => void;

/** The frame of the policies round the page of the library, which a change puts in force like any other setting. */
export function LibraryFrame(props: { children: (choose: ChooseVersion) => ReactNode }): ReactNode {
  const owner = useMe().account.id;
  // Nothing is chosen while the shipped version is meant: it then goes on with Lapwing's own updates.
  const choice = (version: string, shipped: string): { version: string } | null =>
    version === shipped ? null : { version };
  return (
    <PolicyFrame tab="library">
      {props.children((version, inForce, base, shipped) => {
        putEdits(
          owner,
          [
            {
              edit: { kind: 'library', value: choice(version, shipped) },
              before: choice(inForce, shipped),
              names: {},
            },
          ],
          base,
        );
        openReview(owner, true);
      })}
    </PolicyFrame>
  );
}
