import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';
import { useMe } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { changePreferences, type Preferences, usePreferences } from '../../preferences.ts';
import { initialsOf } from '../../ui/initials.ts';
import { Name } from '../../ui/name.tsx';

const THEMES: readonly { key: Preferences['theme']; label: string }[] = [
  { key: 'system', label: 'As the system' },
  { key: 'light', label: 'Light' },
  { key: 'dark', label: 'Dark' },
];

/** The person at the right end of the header: theme, sign-ins, sign out. */
export function AccountMenu(props: { onSignOut: () => void }): ReactNode {
  const me = useMe();
  const { theme } = usePreferences();
  return (
    <MenuTrigger>
      <Button className="frame-account">
        <bdi>{initialsOf(me.account.name)}</bdi>
        <span className="unseen">, account of {me.account.name}</span>
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          aria-label="Account"
          onAction={(key) => {
            if (key === 'sign-out') props.onSignOut();
          }}
        >
          <MenuSection>
            <Header className="menu-title">
              <Name>{me.account.name}</Name>
              <br />
              <Name>{me.account.email}</Name>
            </Header>
            <MenuItem id="account" className="menu-item" href={paths.account()}>
              My sign-ins, password and alerts
            </MenuItem>
          </MenuSection>
          <Separator className="menu-line" />
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[theme]}
            onSelectionChange={(keys) => {
              const chosen = THEMES.find((one) => keys !== 'all' && keys.has(one.key));
              if (chosen !== undefined) changePreferences({ theme: chosen.key });
            }}
          >
            <Header className="menu-title">Appearance</Header>
            {THEMES.map((one) => (
              <MenuItem key={one.key} id={one.key} className="menu-item" textValue={one.label}>
                <span className="grow">{one.label}</span>
                {one.key === theme ? <Check size={14} aria-hidden /> : null}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className="menu-line" />
          <MenuItem id="sign-out" className="menu-item">
            Sign out
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
