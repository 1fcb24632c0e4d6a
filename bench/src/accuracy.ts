/** How often something was flagged that should be, and that should not. */
export type Tally = {
  readonly hateful: number;
  readonly hatefulFlagged: number;
  readonly harmless: number;
  readonly harmlessFlagged: number;
};

/** In percent. Balanced accuracy is the mean of the share of hateful cases flagged and of harmless cases left. */
export type Accuracy = {
  readonly recall: number;
  readonly falsePositiveRate: number;
  readonly balancedAccuracy: number;
};

export function accuracyOf(tally: Tally): Accuracy {
  const recall = percent(tally.hatefulFlagged, tally.hateful);
  const falsePositiveRate = percent(tally.harmlessFlagged, tally.harmless);
  return { recall, falsePositiveRate, balancedAccuracy: (recall + 100 - falsePositiveRate) / 2 };
}

/** 0 of none. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (part * 100) / whole;
}
