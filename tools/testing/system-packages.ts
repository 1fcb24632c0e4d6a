import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

/** A program of the operating system that tests need, the Debian package it comes in, and what needs it. */
export interface SystemPackage {
  /** Its name, or the path of a file that is no program. */
  readonly program: string;
  readonly debian: string;
  readonly neededBy: string;
}

export const SYSTEM_PACKAGES: readonly SystemPackage[] = Object.freeze([
  {
    program: 'chromium',
    debian: 'chromium',
    neededBy: 'the e2e stage and the tests of the extension in a browser',
  },
  { program: 'Xvfb', debian: 'xvfb', neededBy: 'tests that need a screen' },
  { program: 'openbox', debian: 'openbox', neededBy: 'tests of the desktop agent on a screen' },
  { program: 'xterm', debian: 'xterm', neededBy: 'tests of the desktop agent with real programs' },
  { program: 'mousepad', debian: 'mousepad', neededBy: 'tests of the desktop agent with real programs' },
  { program: 'xdotool', debian: 'xdotool', neededBy: 'tests of the desktop agent that type and click' },
  { program: 'xprop', debian: 'x11-utils', neededBy: 'tests of the desktop agent on a screen' },
  { program: 'xrandr', debian: 'x11-xserver-utils', neededBy: 'tests of the desktop agent on a screen' },
  { program: 'setxkbmap', debian: 'x11-xkb-utils', neededBy: 'tests of the desktop agent on layouts' },
  { program: 'weston', debian: 'weston', neededBy: 'tests of the desktop agent on Wayland' },
  { program: 'Xwayland', debian: 'xwayland', neededBy: 'tests of the desktop agent on Wayland' },
  { program: 'dbus-daemon', debian: 'dbus-daemon', neededBy: 'tests of the desktop agent in a session' },
  { program: 'gdbus', debian: 'libglib2.0-bin', neededBy: 'tests of the desktop agent in a session' },
  { program: 'wine', debian: 'wine', neededBy: 'tests of the desktop agent on Windows' },
  { program: 'wixl', debian: 'wixl', neededBy: 'the Windows package of the desktop agent' },
  { program: 'msibuild', debian: 'msitools', neededBy: 'the Windows package of the desktop agent' },
  {
    program: 'debootstrap',
    debian: 'debootstrap',
    neededBy: 'the story of the package of the desktop agent on a clean Debian',
  },
  { program: 'cupsd', debian: 'cups', neededBy: 'tests of the desktop agent that print' },
  { program: 'lp', debian: 'cups-client', neededBy: 'tests of the desktop agent that print' },
  { program: 'pulseaudio', debian: 'pulseaudio', neededBy: 'tests of the desktop agent on sound' },
  { program: 'pactl', debian: 'pulseaudio-utils', neededBy: 'tests of the desktop agent on sound' },
  ...[
    {
      program: '/usr/share/fonts/truetype/lohit-devanagari/Lohit-Devanagari.ttf',
      debian: 'fonts-lohit-deva',
    },
    { program: '/usr/share/fonts/truetype/tlwg/Loma.ttf', debian: 'fonts-tlwg-loma-ttf' },
    { program: '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc', debian: 'fonts-wqy-microhei' },
  ].map((font) => ({ ...font, neededBy: "tests of the desktop agent with a device's own fonts" })),
]);

/** How this module reaches the machine, so that its decisions can be tried without one. */
export interface Machine {
  readonly has: (program: string) => boolean;
  readonly isRoot: boolean;
  /** Runs a command to its end, its output shown, and says whether it succeeded. */
  readonly run: (command: readonly [string, ...string[]]) => boolean;
}

/** The machine we are on. */
export function thisMachine(): Machine {
  return {
    has: (program) =>
      path.isAbsolute(program)
        ? existsSync(program)
        : (process.env['PATH'] ?? '')
            .split(path.delimiter)
            .some((folder) => isProgram(path.join(folder, program))),
    isRoot: process.getuid?.() === 0,
    run: ([command, ...args]) =>
      spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0,
  };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs the packages that are missing when this account may, without asking anything.
 * @returns those still missing afterwards
 */
export function provideSystemPackages(
  machine: Machine,
  say: (line: string) => void,
): readonly SystemPackage[] {
  const lacking = (): readonly SystemPackage[] =>
    SYSTEM_PACKAGES.filter(({ program }) => !machine.has(program));
  const missing = lacking();
  if (missing.length === 0 || !machine.has('apt-get')) return missing;
  const asRoot: readonly string[] | undefined = machine.isRoot
    ? []
    : machine.has('sudo') && machine.run(['sudo', '-n', 'true'])
      ? ['sudo', '-n']
      : undefined;
  if (asRoot === undefined) return missing;
  const names = missing.map(({ debian }) => debian);
  say(`Installing Debian packages: ${names.join(', ')}.`);
  const apt = (...args: string[]): boolean => {
    const [first = 'env', ...rest] = [
      ...asRoot,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-q',
      '-o',
      'DPkg::Lock::Timeout=120',
      ...args,
    ];
    return machine.run([first, ...rest]);
  };
  if (apt('update')) apt('install', '--yes', '--no-install-recommends', ...names);
  return lacking();
}

/** What to tell a person whose machine lacks packages: which, how to get them, and which tests are left out. */
export function describeMissing(missing: readonly SystemPackage[]): string {
  return [
    'NOT EVERYTHING WAS TESTED. This machine lacks:',
    ...missing.map(
      ({ program, debian, neededBy }) => `  ${program} (Debian package ${debian}): left out is ${neededBy}`,
    ),
    `Install them with: apt-get install ${missing.map(({ debian }) => debian).join(' ')}`,
  ].join('\n');
}
