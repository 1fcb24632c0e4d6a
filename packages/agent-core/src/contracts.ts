import type { Accounts } from './contracts/accounts.ts';
import type { Consent } from './contracts/consent.ts';
import type { Clock } from './contracts/clock.ts';
import type { Control } from './contracts/control.ts';
import type { Digest } from './contracts/digest.ts';
import type { Hands } from './contracts/hands.ts';
import type { Http } from './contracts/http.ts';
import type { Installer } from './contracts/installer.ts';
import type { KeyStore } from './contracts/key-store.ts';
import type { LiveScreen } from './contracts/live-screen.ts';
import type { Log } from './contracts/log.ts';
import type { Notices } from './contracts/notices.ts';
import type { OutboxStore } from './contracts/outbox-store.ts';
import type { Random } from './contracts/random.ts';
import type { Recorder } from './contracts/recorder.ts';
import type { Screen } from './contracts/screen.ts';
import type { OpenSocket } from './contracts/socket.ts';
import type { StateStore } from './contracts/state-store.ts';

/** Live looks at the screen; who can show it must be able to ask. */
export interface LiveContracts {
  readonly screen: LiveScreen;
  readonly consent: Consent;
  /** Absent where keyboard and pointer cannot be worked from afar. */
  readonly hands?: Hands;
}

/** Everything that a platform fills in for the agent. */
export interface AgentContracts {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly keys: KeyStore;
  readonly outbox: OutboxStore;
  readonly state: StateStore;
  readonly openSocket: OpenSocket;
  readonly http: Http;
  readonly screen: Screen;
  /** Null where the platform cannot make recordings. */
  readonly recorder: Recorder | null;
  readonly accounts: Accounts;
  readonly log: Log;
  /** Null where the platform cannot show the screen live, or cannot ask the person. */
  readonly live: LiveContracts | null;
  /** Null where the platform cannot restrict anything. */
  readonly control: Control | null;
  /** Null where the platform cannot say anything to the person. */
  readonly notices: Notices | null;
  /** Left out where something else keeps the agent up to date, as a browser does. */
  readonly installer?: Installer;
}
