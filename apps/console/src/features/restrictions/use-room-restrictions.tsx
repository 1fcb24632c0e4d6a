import type { DeviceControl, RestrictionShown } from '@lapwing/protocol/features/restrictions/api.ts';
import type { EffectKind } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useMay } from '../../api/queries.ts';
import { NO_MARKS, type RoomNow, type SeatMark } from '../../seat-marks.ts';
import type { MenuEntry, MenuPart } from '../../ui/menu-parts.ts';
import type { Tool } from '../../ui/toolbar.tsx';
import { InForceBar } from './in-force-bar.tsx';
import { inRoom } from './in-force.ts';
import { type InForce, marksOf } from './marks.ts';
import { liftPlan } from './lift-plan.ts';
import { type Reach, reachOf } from './reach.ts';
import { useActs } from './use-acts.ts';
import { useControl, useInForce } from './use-control.ts';
import { type Kind, KIND_WORDS, NO_RIGHT, NOBODY_CONNECTED, screens } from './words.ts';

const RestrictWindow = lazy(async () => ({
  default: (await import('./restrict-window.tsx')).RestrictWindow,
}));

const ALL = Object.freeze({});
const INTERNET_KINDS: readonly EffectKind[] = ['internet-off', 'allow-only', 'block', 'allow'];

/** What the room of screens gets from restrictions: actions, marks, and what is in force. */
export function useRoomRestrictions(
  room: RoomNow,
  lesson: { readonly id: string; readonly title: string } | null,
) {
  const mayView = useMay('restrictions.view');
  const maySet = useMay('restrictions.set');
  const deviceIds = room.seats.flatMap(({ device }) => (device === null ? [] : [device.id]));
  const control = useControl(deviceIds);
  const everywhere = useInForce(ALL).data?.restrictions;
  const inForce = useMemo(
    () => inRoom(everywhere ?? [], room.groupId, control),
    [everywhere, room.groupId, control],
  );
  const acts = useActs();
  const [open, setOpen] = useState<{ kind: Kind; reach: Reach } | null>(null);
  const marks = useMarks(control, inForce);

  const whyNot = (kind: Kind, reach: Reach): string | undefined => {
    if (!maySet) return NO_RIGHT;
    if (reach.online.length === 0) return NOBODY_CONNECTED;
    return reach.able.length === 0 ? KIND_WORDS[kind].unable : undefined;
  };
  function start(kind: Kind): void {
    const reach = reachOf(room, KIND_WORDS[kind].needs);
    if (whyNot(kind, reach) === undefined) setOpen({ kind, reach });
  }
  function liftKinds(kinds: readonly EffectKind[], said: string): void {
    const plan = liftPlan(kinds, room.chosen, inForce, control, Date.now());
    void acts.liftAll(plan, said);
  }
  const seats = room.chosen.length === 0 ? room.seats : room.chosen;
  const held = (test: (one: DeviceControl) => boolean): number =>
    seats.filter(({ device }) => {
      const one = device?.online === true ? control.get(device.id) : undefined;
      return one !== undefined && test(one);
    }).length;
  const whyNoLift = (kinds: readonly EffectKind[]): string | undefined =>
    maySet ? liftPlan(kinds, room.chosen, inForce, control, Date.now()).unavailable : NO_RIGHT;

  const locking = reachOf(room, 'lock');
  const locked = held((one) => one.desired.locked);
  const closed = held((one) => one.desired.internet !== 'open');
  const muted = held((one) => one.desired.muted);
  const all = locked > 0 && locked >= locking.able.length;
  const opened = (kind: Kind): { unavailable: string | undefined; onPress: () => void } => ({
    unavailable: whyNot(kind, reachOf(room, KIND_WORDS[kind].needs)),
    onPress: () => start(kind),
  });
  const unlock = {
    key: 'unlock',
    label: `Unlock ${screens(locked)}`,
    unavailable: whyNoLift(['lock']),
    onPress: () => liftKinds(['lock'], `Unlocked ${screens(locked)}.`),
  };

  const action: Tool[] = [
    {
      key: 'front',
      label: 'Eyes to the front',
      look: 'main',
      ...opened('front'),
    },
    all
      ? unlock
      : {
          key: 'lock',
          label: locking.able.length === 0 ? 'Lock screens' : `Lock ${screens(locking.able.length)}`,
          ...opened('lock'),
        },
    {
      key: 'internet',
      label: 'Internet',
      unavailable: maySet ? undefined : NO_RIGHT,
      menu: () => [{ key: 'internet', entries: internetEntries() }],
    },
  ];
  const operate: Tool[] = [
    muted > 0
      ? {
          key: 'unmute',
          label: `Sound on for ${screens(muted)}`,
          unavailable: whyNoLift(['mute']),
          onPress: () => liftKinds(['mute'], `Sound on for ${screens(muted)}.`),
        }
      : { key: 'mute', label: 'Mute…', ...opened('mute') },
  ];

  function internetEntries(): MenuEntry[] {
    return [
      { key: 'off', label: 'Internet off…', ...opened('internet-off') },
      { key: 'only', label: 'Only these sites…', ...opened('allow-only') },
      { key: 'block', label: 'Block sites…', ...opened('block') },
      ...(closed === 0
        ? []
        : [
            {
              key: 'on',
              label: `Internet on for ${screens(closed)}`,
              hint: 'Lifts what was set by hand, in a lesson or by a device',
              unavailable: whyNoLift(INTERNET_KINDS),
              onPress: () => liftKinds(INTERNET_KINDS, `Internet on for ${screens(closed)}.`),
            },
          ]),
    ];
  }
  function menu(): MenuPart[] {
    return [
      {
        key: 'restrict',
        entries: [
          { key: 'front', label: 'Eyes to the front…', ...opened('front') },
          { key: 'lock', label: 'Lock…', ...opened('lock') },
          ...(locked === 0 ? [] : [unlock]),
          {
            key: 'internet',
            label: 'Internet',
            unavailable: maySet ? undefined : NO_RIGHT,
            more: internetEntries(),
          },
        ],
      },
    ];
  }

  return {
    action,
    operate,
    menu,
    marks,
    start,
    /** Ends what a device did by itself. */
    lift(ids: readonly string[], seat: Seat): void {
      void acts.lift(ids, `Lifted for ${seat.person?.name ?? seat.device?.name ?? 'this device'}.`);
    },
    bar: mayView ? (
      <InForceBar
        groupId={room.groupId}
        restrictions={inForce}
        locked={
          [...control.values()].filter(({ online, actual }) => online && actual?.locked === true).length
        }
        devices={locking.online.length}
        acts={acts}
      />
    ) : null,
    window: (
      <Suspense>
        {open === null ? null : (
          <RestrictWindow
            kind={open.kind}
            reach={open.reach}
            lesson={lesson}
            acts={acts}
            onClose={() => setOpen(null)}
          />
        )}
      </Suspense>
    ),
  };
}

/** Marks by device; what has not changed keeps its object, so that its picture is not drawn anew. */
function useMarks(
  control: ReadonlyMap<string, DeviceControl>,
  inForce: readonly RestrictionShown[],
): (seat: Seat) => readonly SeatMark[] {
  const known = useMemo(
    () =>
      new Map<string, InForce>(
        inForce.map((one) => [
          one.id,
          { id: one.id, effect: one.effect.kind, layer: one.layer, mayLift: one.may.lift.allowed },
        ]),
      ),
    [inForce],
  );
  const [cache] = useState(
    () => new WeakMap<DeviceControl, { known: unknown; marks: readonly SeatMark[] }>(),
  );
  return useCallback(
    (seat) => {
      const one = seat.device === null ? undefined : control.get(seat.device.id);
      if (one === undefined) return NO_MARKS;
      const kept = cache.get(one);
      if (kept?.known === known) return kept.marks;
      const marks = marksOf(one, known);
      cache.set(one, { known, marks });
      return marks;
    },
    [control, known, cache],
  );
}
