import { type ServiceApi, serviceApi } from './service-api.ts';

/** What runs as a service. */
export interface Served {
  stop(): Promise<void>;
  /** Another session is at the screens, or somebody logged on or off. */
  moved(): void;
  /** Whoever runs the device has changed its settings, or wants another version looked for: `sc control … paramchange`. */
  changed(): void;
}

const OWN_PROCESS = 0x10;
const STATE = Object.freeze({ stopped: 1, starting: 2, stopping: 3, running: 4 });
const CONTROL = Object.freeze({ stop: 1, interrogate: 4, shutdown: 5, changed: 6, session: 0xe });
/** STOP, SHUTDOWN, PARAMCHANGE and SESSIONCHANGE */
const ACCEPTED = 0x1 | 0x4 | 0x8 | 0x80;
/** WTS_CONSOLE_CONNECT to WTS_SESSION_LOGOFF; a lock and its end are not among them: the person stays. */
const MOVES = Object.freeze({ first: 1, last: 6 });
const DONE = 0;
const NOT_KNOWN = 120;
const OWN_FAULT = 1066;
const HINT_MS = 20_000;

/**
 * Runs as a service of Windows until the service control manager ends it. Resolves then; rejects where this process was
 * not started by the manager, or the service could not be started.
 * @param parts.start told whether the system goes down, once it is stopped
 */
export async function runService(parts: {
  readonly name: string;
  readonly start: (goingDown: () => boolean | null) => Promise<Served>;
}): Promise<void> {
  const { name, start } = parts;
  let service = 0;
  let state: number = STATE.starting;
  let goingDown: boolean | null = null;
  let failed: unknown = null;
  let served: Served | null = null;

  const api: ServiceApi = serviceApi({
    main() {
      service = api.registerControl(name);
      say(STATE.starting);
      begin().catch((error: unknown) => {
        failed = error;
        say(STATE.stopped);
      });
    },
    control(which, event) {
      switch (which) {
        case CONTROL.interrogate:
          return DONE;
        case CONTROL.session:
          if (event >= MOVES.first && event <= MOVES.last) served?.moved();
          return DONE;
        case CONTROL.changed:
          served?.changed();
          return DONE;
        case CONTROL.stop:
        case CONTROL.shutdown:
          goingDown = which === CONTROL.shutdown;
          void end();
          return DONE;
        default:
          return NOT_KNOWN;
      }
    },
  });

  function say(next: number): void {
    state = next;
    const settled = next === STATE.running || next === STATE.stopped;
    api.setStatus(service, {
      dwServiceType: OWN_PROCESS,
      dwCurrentState: next,
      dwControlsAccepted: next === STATE.running ? ACCEPTED : 0,
      dwWin32ExitCode: failed === null ? 0 : OWN_FAULT,
      dwServiceSpecificExitCode: failed === null ? 0 : 1,
      dwCheckPoint: settled ? 0 : 1,
      dwWaitHint: settled ? 0 : HINT_MS,
    });
  }

  async function begin(): Promise<void> {
    served = await start(() => goingDown);
    if (state === STATE.starting) say(STATE.running);
  }

  async function end(): Promise<void> {
    if (state !== STATE.running) return;
    say(STATE.stopping);
    // Whatever came of it: the manager ends the process soon after.
    await served?.stop().catch(() => undefined);
    say(STATE.stopped);
  }

  if (!(await api.dispatch(name)))
    throw new Error('--service is for the service control manager. By hand, start the agent with --console.');
  if (failed !== null) throw failed;
}
