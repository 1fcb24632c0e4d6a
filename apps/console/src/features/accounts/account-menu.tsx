import type { ReactNode } from 'react';
import { useMe } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { changePreferences, usePreference } from '../../preferences.ts';
import { initialsOf } from '../../ui/initials.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { DENSITIES, THEMES } from './appearance.ts';

/** The person at the right end of the header: theme, density, sign-ins, sign out. */
export function AccountMenu(props: { onSignOut: () => void }): ReactNode {
  const { account } = useMe();
  const initials = initialsOf(account.name);
  const theme = usePreference('theme');
  const density = usePreference('density');
  return (
    <MenuButton
      label={`${initials}, account of ${account.name}`}
      className="frame-account"
      placement="bottom end"
      parts={() => [
        {
          key: 'person',
          title: account.name,
          hint: account.email,
          entries: [
            { key: 'account', label: 'My sign-ins, password and preferences', href: paths.account() },
          ],
        },
        {
          key: 'theme',
          title: 'Appearance',
          oneOf: true,
          entries: THEMES.map((one) => ({
            key: one.key,
            label: one.label,
            checked: one.key === theme,
            onPress: () => changePreferences({ theme: one.key }),
          })),
        },
        {
          key: 'density',
          title: 'Room between lines',
          oneOf: true,
          entries: DENSITIES.map((one) => ({
            key: one.key,
            label: one.label,
            checked: one.key === density,
            onPress: () => changePreferences({ density: one.key }),
          })),
        },
        { key: 'leave', entries: [{ key: 'sign-out', label: 'Sign out', onPress: props.onSignOut }] },
      ]}
    >
      <bdi>{initials}</bdi>
    </MenuButton>
  );
}
