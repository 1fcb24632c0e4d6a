import type { FileWatch } from './files.ts';
import type { MachineIdentity } from './identity.ts';
import type { InputSource, InputTarget } from './input.ts';
import type { Power } from './power.ts';
import type { Printing } from './printing.ts';
import type { Processes } from './processes.ts';
import type { RemovableMedia } from './removable-media.ts';
import type { DesktopScreen } from './screen.ts';
import type { DesktopSession } from './session.ts';
import type { Sound } from './sound.ts';
import type { Surfaces, Tray } from './surfaces.ts';
import type { DesktopTheme } from './theme.ts';
import type { Vault } from './vault.ts';
import type { Windows } from './windows.ts';

/**
 * The eyes and hands at the screens of one person. A part is null where the platform cannot do it; `gaps` says why, in
 * words for staff.
 */
export interface Seat {
  readonly session: DesktopSession;
  readonly screen: DesktopScreen | null;
  readonly windows: Windows | null;
  readonly input: InputSource | null;
  readonly target: InputTarget | null;
  readonly surfaces: Surfaces | null;
  readonly tray: Tray | null;
  readonly sound: Sound | null;
  /** What the session is called where less can be done in it than in others of the system, for example `Wayland`. */
  readonly kind?: string;
  /** Left out where it cannot be told. */
  readonly theme?: DesktopTheme;
  readonly gaps: readonly string[];
  /** Lets go of everything: uncovered, unmuted, nothing read. */
  close(): Promise<void>;
}

/** The device itself, whoever sits at it. */
export interface Machine {
  readonly identity: MachineIdentity;
  readonly vault: Vault;
  readonly power: Power | null;
  readonly processes: Processes | null;
  readonly files: FileWatch | null;
  readonly printing: Printing | null;
  readonly removableMedia: RemovableMedia | null;
  readonly gaps: readonly string[];
  /** Lets go of everything: printing and media allowed. */
  close(): Promise<void>;
}
