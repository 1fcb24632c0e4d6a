import type { Device } from '@lapwing/protocol/features/devices/api.ts';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useFrames } from './api/live.tsx';
import { forgetLookers, putLookers } from './features/captures/lookers-store.ts';
import { UNBLAMED } from '@lapwing/protocol/features/devices/tampered.event.ts';
import { TAMPERING_WORDS } from './features/devices/tampering-words.ts';
import { putControl } from './features/restrictions/control-sync.ts';
import { paths } from './paths.ts';
import { showToast } from './ui/toasts.ts';
import { deviceCountsQuery, devicesQuery, waitingQuery } from './api/queries.ts';

/** Milliseconds in which many frames lead to one refresh of the same counts. */
const GATHERS = 800;

/** Keeps everything but the list of captures, which has its own manners, in step with the server's frames. */
export function useLiveSync(go: (href: string) => void): void {
  const client = useQueryClient();
  const wasReady = useRef(false);
  const pending = useRef(new Map<string, ReturnType<typeof setTimeout>>());

  useEffect(() => {
    const timers = pending.current;
    return () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    };
  }, []);

  function refreshSoon(queryKey: QueryKey): void {
    const name = JSON.stringify(queryKey);
    if (pending.current.has(name)) return;
    const timer = setTimeout(() => {
      pending.current.delete(name);
      void client.invalidateQueries({ queryKey });
    }, GATHERS);
    pending.current.set(name, timer);
  }

  useFrames((frame) => {
    switch (frame.type) {
      case 'console/ready':
        forgetLookers();
        if (wasReady.current) {
          // The list of captures has its own manners, and so has a concern: it may be written in just now.
          void client.invalidateQueries({
            predicate: ({ queryKey: [area, part] }) =>
              area !== 'captures' && !(area === 'concerns' && part === 'one'),
          });
          refreshSoon(waitingQuery.queryKey);
        }
        wasReady.current = true;
        break;
      case 'console/pulse':
        break;
      case 'captures/looking':
        putLookers(frame.captureId, frame.people);
        break;
      case 'captures/arrived':
      case 'captures/changed':
        refreshSoon(waitingQuery.queryKey);
        refreshSoon(['groups']);
        break;
      case 'concerns/changed':
        refreshSoon(['concerns', 'changed', ...(frame.concernId === null ? [] : [frame.concernId])]);
        // Nobody has looked at it just because a colleague wrote something: the list is fetched when it is shown next.
        void client.invalidateQueries({ queryKey: ['concerns', 'list'], refetchType: 'none' });
        break;
      case 'devices/changed':
        client.setQueryData(devicesQuery.queryKey, (list) =>
          list === undefined ? undefined : { ...list, devices: putDevice(list.devices, frame.device) },
        );
        refreshSoon(deviceCountsQuery.queryKey);
        refreshSoon(['groups']);
        break;
      case 'devices/attempt-refused':
        refreshSoon(['devices', 'refused']);
        break;
      case 'devices/tampered':
        refreshSoon(['devices', 'one', frame.device.id]);
        void client.invalidateQueries({ queryKey: ['devices', 'coverage'], refetchType: 'none' });
        showToast({
          text: `${frame.device.name}: ${TAMPERING_WORDS[frame.what].title}.`,
          tone: UNBLAMED.has(frame.what) ? 'plain' : 'stop',
          key: `tampered ${frame.device.id}`,
          action: { label: 'Show the device', onPress: () => go(paths.device(frame.device.id)) },
        });
        break;
      case 'restrictions/changed':
        // What devices hold comes with the frame; who set what is asked for, once for many frames.
        putControl(client, frame.devices);
        refreshSoon(['restrictions', 'list']);
        break;
      case 'lessons/changed':
        refreshSoon(['lessons']);
        refreshSoon(['restrictions', 'list']);
        break;
      case 'assistance/changed':
        refreshSoon(['assistance']);
        break;
      case 'messages/changed':
        refreshSoon(['messages', 'one']);
        // Who looks at what was said to a pupil is written down: it is not fetched anew by itself.
        void client.invalidateQueries({ queryKey: ['messages', 'list'], refetchType: 'none' });
        break;
      case 'agreements/changed':
        refreshSoon(['agreements']);
        break;
      case 'access/changed':
        // Whoever writes in one of them just now keeps what is written: the page tells them of the other.
        refreshSoon(['access']);
        break;
      case 'groups/changed':
        refreshSoon(['groups']);
        refreshSoon(['group-members']);
        refreshSoon(['people']);
        break;
      case 'people/changed':
        refreshSoon(['people']);
        break;
      case 'accounts/changed':
        forgetLookers();
        void client.invalidateQueries({ queryKey: ['accounts'] });
        // What stands on the page may not be the viewer's to see any more: it goes first and is asked for anew.
        void client.resetQueries({ predicate: (query) => query.queryKey[0] !== 'accounts' });
        break;
    }
  });
}

/** The list with one device put in its place, or added at the end. */
export function putDevice(devices: readonly Device[], device: Device): Device[] {
  return devices.some((one) => one.id === device.id)
    ? devices.map((one) => (one.id === device.id ? device : one))
    : [...devices, device];
}
