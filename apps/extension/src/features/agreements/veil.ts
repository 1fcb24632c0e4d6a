/** Under which is kept what lies over every page while an agreement stands before the person. */
export const KEPT_AGREEMENT_VEIL = 'agreement-veil';
