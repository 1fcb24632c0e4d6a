import type { ReactNode } from 'react';
import type { ViewProps } from './view-props.ts';

export function RoomView(_props: ViewProps): ReactNode {
  return null;
}
