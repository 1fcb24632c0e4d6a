import type { ReactNode } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';

/** A remark that shows when its one focusable child is pointed at or focused; never the only place of something needed. */
export function Tip(props: { text: ReactNode; children: ReactNode; side?: 'top' | 'bottom' }): ReactNode {
  return (
    <TooltipTrigger delay={400} closeDelay={100}>
      {props.children}
      <Tooltip className="tooltip" offset={8} placement={props.side ?? 'top'}>
        {props.text}
      </Tooltip>
    </TooltipTrigger>
  );
}
