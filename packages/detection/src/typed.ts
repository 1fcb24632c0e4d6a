import type { Engine, Finding, ScanOptions } from './engine.ts';

/** Why a field's text is decided upon now. */
export type SettleReason = 'sentence' | 'enter' | 'blur' | 'pause' | 'submit';

/** What a field holds now. `at` is in milliseconds of any clock that does not go back. */
export type FieldInput = {
  readonly field: string;
  /** The whole value of the field, or the text of the block that holds the caret. */
  readonly text: string;
  /** Offset of the caret in `text`. */
  readonly caret: number;
  readonly at: number;
  /** True while an input method composes: nothing is decided until it ends. */
  readonly composing?: boolean | undefined;
  /** `typed` unless the field is known to be a search box, a chat or a prompt to an assistant. */
  readonly context?: ScanOptions | undefined;
};

export type TypedEvent =
  /** A new finding. `early` ones fired before the sentence was complete and may be amended or withdrawn. */
  | {
      readonly kind: 'finding';
      readonly id: string;
      readonly field: string;
      readonly early: boolean;
      readonly finding: Finding;
    }
  /** The finding `id` reads otherwise now that more has been typed; `finding` replaces it. */
  | { readonly kind: 'amend'; readonly id: string; readonly field: string; readonly finding: Finding }
  /** The early finding `id` did not stand: its words were `deleted`, or the whole sentence is harmless (`judged`). */
  | {
      readonly kind: 'withdraw';
      readonly id: string;
      readonly field: string;
      readonly reason: 'deleted' | 'judged';
    };

export type TypedTextOptions = {
  /** Makes the id of a finding; unique at least within the session. */
  readonly newId: () => string;
  /** A silence this long settles a field; 1,500 ms if absent. */
  readonly pauseMs?: number | undefined;
  /** Fields remembered at once; the one quiet for longest is settled and forgotten. 64 if absent. */
  readonly maxFields?: number | undefined;
};

export type TypedText = {
  /** The field's value changed, by whatever means: keys, paste, auto-correct, a drop. */
  input(input: FieldInput): TypedEvent[];
  /** One key for agents that see keys and no fields: `\b` deletes backwards, `\n` is Enter. */
  key(field: string, char: string, at: number, context?: ScanOptions): TypedEvent[];
  settle(field: string, reason: SettleReason): TypedEvent[];
  /** Settles every field that has been silent for `pauseMs`. Call it when `nextDue()` has come. */
  pause(at: number): TypedEvent[];
  /** When `pause` has something to do; undefined if nothing waits. */
  nextDue(): number | undefined;
  /** The field is gone (closed page): settles it and forgets it. */
  forget(field: string): TypedEvent[];
};

export function createTypedText(engine: Engine, options: TypedTextOptions): TypedText {
  void engine;
  void options;
  throw new Error('not built yet');
}
