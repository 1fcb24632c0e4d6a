import type { RunningProcess } from '../../platform/contract/processes.ts';

/**
 * What a session falls over without, whatever a rule says: window managers and desktops, the bus, sound, input methods,
 * accessibility, and the system's own shells of a session.
 */
const SPARED: readonly RegExp[] = [
  /^(?:lapwing|systemd|sd-pam|dbus|xdg-|gvfs|at-spi|ibus|fcitx|polkit|pipewire|wireplumber|pulseaudio|dconf)/u,
  /^(?:gdm|sddm|lightdm|xdm|greetd|login|getty|agetty|xinit|startx|x11vnc)(?:$|[-_])/u,
  /^(?:xorg|x|xwayland|xvfb)$/u,
  /^(?:gnome|plasma|kde|xfce4|mate|cinnamon|lxqt|lx|budgie|unity)-?(?:session|shell|panel|settings|desktop|keyring)/u,
  /^(?:gnome-shell|plasmashell|kwin|ksmserver|kded|xfwm4|xfdesktop|xfsettingsd|openbox|mutter|muffin|marco|metacity)/u,
  /^(?:icewm|fluxbox|i3|sway|awesome|twm|enlightenment|compiz|pcmanfm|nemo-desktop|caja|orca|onboard)$/u,
  /^(?:explorer|dwm|winlogon|csrss|lsass|services|svchost|smss|wininit|sihost|taskhostw|ctfmon|fontdrvhost|conhost)$/u,
  /^(?:runtimebroker|shellexperiencehost|startmenuexperiencehost|searchhost|searchapp|logonui|userinit|dllhost)$/u,
  /^(?:textinputhost|applicationframehost|securityhealth|narrator|magnify|osk|utilman|systemsettings)/u,
];

/** Folders in which no pupil can put a program of that name. */
const SYSTEM_FOLDERS =
  /^(?:\/(?:usr|bin|sbin|lib|lib64|opt|nix|snap)\/|[a-z]:\\(?:windows|program files(?: \(x86\))?)\\)/iu;

/** Whether a program is part of what the session itself needs, so that no rule may close it. */
export function isSpared({ executable, originalName, path }: RunningProcess): boolean {
  // A program may call itself what it likes: what it says inside, and where it lies, count.
  if (path !== null && !SYSTEM_FOLDERS.test(path)) return false;
  const name = bare(executable);
  const isNamed = (one: string): boolean => SPARED.some((pattern) => pattern.test(one));
  return isNamed(name) && (originalName === null || isNamed(bare(originalName)));
}

function bare(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\.exe$/u, '');
}
