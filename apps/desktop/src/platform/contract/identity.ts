/** The device, as the system tells of it; null where it does not. */
export interface MachineFacts {
  readonly name: string;
  /** For example `Windows 11` or `Debian GNU/Linux 12`. */
  readonly system: string;
  readonly model: string | null;
  readonly processor: string | null;
  readonly threads: number | null;
  /** Bytes. */
  readonly memory: number | null;
  /** Bytes of the disks that stay in the device. */
  readonly disk: number | null;
}

export interface MachineIdentity {
  facts(): Promise<MachineFacts>;
}
