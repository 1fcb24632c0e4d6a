/** Undoes what was set up; calling it twice is harmless. */
export type Cancel = () => void;
