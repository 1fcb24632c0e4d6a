import type { Refusal } from '@lapwing/protocol/wire.ts';

export interface EnrolAsk {
  /** The server's address, such as `https://lapwing.school.example`; a path is ignored. */
  readonly server: string;
  /** The school code as a person typed it. */
  readonly code: string;
  /** What the device calls itself; null lets the agent choose from its platform. */
  readonly deviceName: string | null;
}

export type EnrolOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: 'refused';
      readonly refusal: Refusal;
      readonly retryAfter: number | null;
    }
  /** The address is not one, nobody answers there, or what answers is not Lapwing. */
  | { readonly ok: false; readonly reason: 'bad-address' | 'bad-code' | 'unreachable' | 'not-lapwing' };
