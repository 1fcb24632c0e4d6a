/** Names of events and figures; never a text, address or title that a pupil wrote or saw. */
export type Log = (event: string, fields?: Readonly<Record<string, string | number | boolean>>) => void;
