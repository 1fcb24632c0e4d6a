/**
 * Programs that ask for a password or show kept ones: whatever is written into their windows is not read. Executables
 * and window classes, in lower case, whole or up to a dash.
 */
const SECRET: ReadonlySet<string> = new Set([
  'pinentry',
  'gcr-prompter',
  'gnome-keyring',
  'seahorse',
  'kwalletd',
  'kwalletd5',
  'kwalletd6',
  'kwalletmanager',
  'ssh-askpass',
  'x11-ssh-askpass',
  'ksshaskpass',
  'lxqt-openssh-askpass',
  'polkit-gnome-authentication-agent-1',
  'polkit-mate-authentication-agent-1',
  'polkit-kde-authentication-agent-1',
  'mate-polkit',
  'lxpolkit',
  'lxqt-policykit-agent',
  'xfce-polkit',
  'gksu',
  'gksudo',
  'kdesu',
  'lxqt-sudo',
  'lightdm',
  'slick-greeter',
  'unity-greeter',
  'web-greeter',
  'gdm',
  'sddm',
  'xdm',
  'lxdm',
  'slim',
  'greetd',
  'gtkgreet',
  'light-locker',
  'xscreensaver',
  'xsecurelock',
  'gnome-screensaver',
  'mate-screensaver',
  'cinnamon-screensaver',
  'xfce4-screensaver',
  'kscreenlocker',
  'i3lock',
  'slock',
  'xlock',
  'xtrlock',
  'keepassxc',
  'keepassx',
  'keepass',
  'keepass2',
  'bitwarden',
  '1password',
  'enpass',
  'nordpass',
  'dashlane',
  'lastpass',
  'protonpass',
  'proton-pass',
  'buttercup',
  'qtpass',
  'passwordsafe',
  'pwsafe',
  'secrets',
  'authenticator',
]);

const TERMINALS: ReadonlySet<string> = new Set([
  'xterm',
  'uxterm',
  'lxterm',
  'urxvt',
  'urxvtd',
  'rxvt',
  'st',
  'eterm',
  'mlterm',
  'aterm',
  'gnome-terminal-server',
  'gnome-terminal',
  'kgx',
  'ptyxis',
  'konsole',
  'yakuake',
  'xfce4-terminal',
  'mate-terminal',
  'lxterminal',
  'qterminal',
  'terminator',
  'tilix',
  'tilda',
  'guake',
  'sakura',
  'terminology',
  'deepin-terminal',
  'alacritty',
  'kitty',
  'wezterm-gui',
  'ghostty',
  'cool-retro-term',
]);

interface Program {
  readonly application: string;
  readonly executable: string | null;
}

/** Whether a window belongs to a sign-in, a lock, a question for a password, or a keeper of passwords. */
export function isSecretWindow(window: Program): boolean {
  return (window.executable !== null && isSecretName(window.executable)) || isSecretName(window.application);
}

function isSecretName(name: string): boolean {
  const lower = name.toLowerCase();
  if (SECRET.has(lower)) return true;
  for (let dash = lower.indexOf('-'); dash >= 0; dash = lower.indexOf('-', dash + 1))
    if (SECRET.has(lower.slice(0, dash))) return true;
  return false;
}

/** Whether a window is a terminal, in which programs ask for passwords without the toolkit knowing. */
export function isTerminal(window: Program): boolean {
  return TERMINALS.has(window.executable ?? window.application.toLowerCase());
}
