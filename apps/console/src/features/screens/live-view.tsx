import type { ReactNode } from 'react';
import type { ViewProps } from './view-props.ts';

export function LiveView(_props: ViewProps): ReactNode {
  return null;
}
