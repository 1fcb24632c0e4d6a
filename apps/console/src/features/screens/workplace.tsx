import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import type { ReactNode } from 'react';
import { useMay } from '../../api/queries.ts';
import type { GroupView } from '../../group-views.ts';
import { paths } from '../../paths.ts';
import { type ViewTab, ViewTabs } from '../../ui/view-tabs.tsx';

/** The tabs of a group at the foot of its work area; what one may not use is not shown. */
export function GroupTabs(props: {
  groupId: string;
  group: Group | undefined;
  view: GroupView;
  /** Kept when going from one view of the seats to another. */
  search: string;
  end?: ReactNode;
}): ReactNode {
  const { groupId, group, search } = props;
  const maySee = useMay('screens.view');
  const mayCaptures = useMay('captures.view');
  const open = group?.openCaptures ?? 0;
  const severe = group?.worstOpen === 'severe';
  const tabs: ViewTab[] = [
    ...(maySee
      ? [
          { key: 'thumbnails', title: 'Thumbnails', href: paths.groupView(groupId, 'thumbnails', search) },
          { key: 'list', title: 'List', href: paths.groupView(groupId, 'list', search) },
          { key: 'room', title: 'Room', href: paths.groupView(groupId, 'room', search) },
        ]
      : []),
    ...(mayCaptures
      ? [
          {
            key: 'captures',
            title: 'Captures',
            href: paths.groupView(groupId, 'captures'),
            ...(open > 0
              ? {
                  count: open,
                  countLabel: `${open} ${open === 1 ? 'waits' : 'wait'}${severe ? ', the worst severe' : ''}`,
                  alert: severe,
                }
              : {}),
          },
        ]
      : []),
    { key: 'properties', title: 'Properties', href: paths.groupView(groupId, 'properties') },
  ];
  return <ViewTabs label="Views of the group" tabs={tabs} current={props.view} end={props.end} />;
}
