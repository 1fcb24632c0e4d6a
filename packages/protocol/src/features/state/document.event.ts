import { z } from 'zod';
import { Base64Url, Id, Instant, Sha256 } from '../../ids.ts';
import { RemoteView, Source } from '../../vocabulary.ts';
import { AGREEMENT_TIMES, DECLINE_OUTCOMES } from '../agreements/content.ts';
import { Restriction } from '../restrictions/effect.ts';

/** Content that a device fetches by its hash, verifies and keeps. */
const ByHash = z.object({ sha256: Sha256, bytes: z.number().int().min(1) });

/** Those that this version knows: an agent that is older than its server does the rest of what it is told. */
function knownRestrictions(list: readonly unknown[]): Restriction[] {
  return list.flatMap((one) => Restriction.safeParse(one).data ?? []);
}

/** What a device is made to do, as of one moment; each part with its own end. */
export const DeviceOrders = z.object({
  /**
   * The account at the device for which the orders were made, as the device named it. Null: nobody was known by name, or
   * nothing in the orders is for one person alone.
   */
  account: z.string().max(320).nullable().default(null),
  /** What stands by hand, by sanction, by lesson and by group; those that begin within the day among them. */
  restrictions: z.array(z.unknown()).max(60).transform(knownRestrictions),
  /** `RestrictionRules` as JSON: access policies, searching, what is always open, sanctions, how the lock looks. */
  rules: ByHash.nullable(),
  /** Sanctions of this device that the server knows: in force only while they stand among the restrictions. */
  sanctions: z.array(Id).max(100),
  /** The lesson of whoever is at the device. */
  lesson: z
    .object({
      id: Id,
      title: z.string().max(200),
      teachers: z.array(z.string().max(200)).max(10),
      endsAt: Instant,
      /** It is that of a group of the person, not of a room that the device is in. */
      personal: z.boolean().default(false),
    })
    .nullable(),
  /** Agreements that the person for whom the orders were made is asked: always personal. */
  agreements: z
    .array(
      z.object({
        id: Id,
        version: z.number().int().min(1),
        /** `AgreementContent` as JSON. */
        content: ByHash,
        when: z.enum(AGREEMENT_TIMES),
        decline: z.enum(DECLINE_OUTCOMES),
        /**
         * The newest answer to this version, of `once`, or in this session, of `every-log-on`, that the server knows;
         * null: it is to be asked.
         */
        answered: z.enum(['agreed', 'declined']).nullable(),
        /** Rises when staff ask again: an answer given under a lower one does not count. */
        asking: z.number().int().min(1),
      }),
    )
    .max(10),
});
export type DeviceOrders = z.infer<typeof DeviceOrders>;

/** Nothing. */
export const NO_ORDERS: DeviceOrders = Object.freeze({
  account: null,
  restrictions: [],
  rules: null,
  sanctions: [],
  lesson: null,
  agreements: [],
});

/**
 * What a device is to be like: the one document of policy. Computed on the server, signed with the school's state key,
 * versioned; the agent keeps the newest valid one and never goes back to an older version.
 */
export const StateDocument = z.object({
  schoolId: Id,
  deviceId: Id,
  /** Rises with every change; a lower one is refused. */
  version: z.number().int().min(1),
  issuedAt: Instant,
  /** After this moment the document is stale: detection goes on, the agent reports it. */
  expiresAt: Instant,
  school: z.object({
    name: z.string().max(200),
    /** Web address of the school's notice on what is monitored. */
    noticeUrl: z.string().max(500),
  }),
  detection: z.object({
    enabled: z.boolean(),
    /** The compiled pack of the managed library, fetched by its hash. */
    pack: ByHash.nullable(),
    /** The compiled pack of the school's own terms and sealed lists; null while it has none. */
    ownPack: ByHash.nullable().optional(),
    /** `WatchRules` as JSON: what holds for whoever is at this device. Null: every term in its own sources, always. */
    rules: ByHash.nullable().optional(),
    sources: z.array(Source),
    /** Host names (with all their subdomains) where nothing is captured: helplines, health sites. */
    excludedHosts: z.array(z.string().max(253)).max(2000),
    /** Programs, as `isApplication` reads them, of which nothing is read or shown. A document from before has none. */
    excludedApplications: z.array(z.string().max(120)).max(200).default([]),
  }),
  screenshot: z.object({
    enabled: z.boolean(),
    /** Pixels; a larger screen is scaled down. */
    maxWidth: z.number().int().min(320).max(3840),
    /** JPEG quality, 0 to 1. */
    quality: z.number().min(0.1).max(1),
  }),
  /** Recordings that belong to captures. A document from before they were there makes none. */
  recording: z
    .object({
      enabled: z.boolean(),
      /** Seconds from before the trigger that are kept, in memory alone. */
      beforeSeconds: z.number().int().min(0).max(30),
      /** Seconds in all of a severe finding; `WatchRules` may say otherwise for a policy or a term. */
      severeSeconds: z.number().int().min(0).max(120),
      /** Pixels; a larger screen is scaled down. */
      maxWidth: z.number().int().min(320).max(1920),
    })
    .default({ enabled: false, beforeSeconds: 0, severeSeconds: 0, maxWidth: 1280 }),
  /** Live looks at the screen. A document from before they were there allows none. */
  screens: z
    .object({
      remoteView: RemoteView,
      /** Seconds that the person at the device has to answer. */
      askSeconds: z.number().int().min(5).max(60),
    })
    .default({ remoteView: 'deny', askSeconds: 10 }),
  /** Kinds of activity that are recorded. A document from before this was there records none. */
  activity: z.object({ kinds: z.array(z.string().max(40)).max(40) }).default({ kinds: [] }),
  /** What the device is made to do. A document from before this was there makes it do nothing. */
  orders: DeviceOrders.default(NO_ORDERS),
});
export type StateDocument = z.infer<typeof StateDocument>;

/** Server to agent: the newest state. `payload` is the document as JSON text, the signature is over its UTF-8 bytes. */
export const StateChanged = z.object({
  type: z.literal('state/document'),
  payload: z.string().max(48 * 1024),
  signature: Base64Url,
});
export type StateChanged = z.infer<typeof StateChanged>;
