import { load, pointer, proto, register, struct } from 'koffi';

import type { Handle } from '../api.ts';

/** What the system calls on threads of its own; it is run on ours, and the system waits meanwhile. */
export interface Called {
  readonly main: () => void;
  /** @returns what the system is answered */
  readonly control: (control: number, event: number) => number;
}

/** SERVICE_STATUS */
export interface ServiceStatus {
  readonly dwServiceType: number;
  readonly dwCurrentState: number;
  readonly dwControlsAccepted: number;
  readonly dwWin32ExitCode: number;
  readonly dwServiceSpecificExitCode: number;
  readonly dwCheckPoint: number;
  readonly dwWaitHint: number;
}

export interface ServiceApi {
  /**
   * Hands this process to the service control manager; resolves when its service has ended. False when it was not started
   * by the manager.
   */
  readonly dispatch: (name: string) => Promise<boolean>;
  /** To be called when `main` is. Nought: refused. */
  readonly registerControl: (name: string) => Handle;
  readonly setStatus: (service: Handle, status: ServiceStatus) => boolean;
}

/** What of Windows a service is made with; on another system this throws. */
export function serviceApi(called: Called): ServiceApi {
  const advanced = load('advapi32.dll');
  struct('SERVICE_TABLE_ENTRYW', { name: 'str16', main: 'uintptr_t' });
  struct('SERVICE_STATUS', {
    dwServiceType: 'uint32_t',
    dwCurrentState: 'uint32_t',
    dwControlsAccepted: 'uint32_t',
    dwWin32ExitCode: 'uint32_t',
    dwServiceSpecificExitCode: 'uint32_t',
    dwCheckPoint: 'uint32_t',
    dwWaitHint: 'uint32_t',
  });
  const main = proto('void SERVICE_MAIN(uint32_t count, void *words)');
  const control = proto('uint32_t SERVICE_CONTROL(uint32_t control, uint32_t event, void *data, void *own)');
  // For as long as the process lives.
  const mainAt = register(() => called.main(), pointer(main));
  const controlAt = register(
    (which: number, event: number) => called.control(which, event),
    pointer(control),
  );
  const start = advanced.func('bool StartServiceCtrlDispatcherW(SERVICE_TABLE_ENTRYW *table)');
  const registerHandler = advanced.func(
    'intptr_t RegisterServiceCtrlHandlerExW(str16 name, SERVICE_CONTROL *control, void *own)',
  );
  const setStatus = advanced.func('bool SetServiceStatus(intptr_t service, SERVICE_STATUS *status)');
  return {
    dispatch: async (name) =>
      new Promise((resolve) => {
        const table = [
          { name, main: mainAt },
          { name: null, main: 0n },
        ];
        // It holds the thread that calls it for as long as the service lives.
        start.async(table, (error: unknown, ok: unknown) => resolve(error === null && ok === true));
      }),
    registerControl: (name) => {
      const service: unknown = registerHandler(name, controlAt, null);
      return typeof service === 'number' ? service : 0;
    },
    setStatus: (service, status) => setStatus(service, status) === true,
  };
}
