import type { Cancel } from './cancel.ts';

export interface PrintJob {
  /** Unique on this device. */
  readonly id: string;
  readonly printer: string;
  /** As the program named it. */
  readonly document: string;
  readonly account: string | null;
  /** Null while not known. */
  readonly pages: number | null;
}

/** Never rejects. */
export interface Printing {
  /** Called once for each job that went to a printer. */
  onPrinted(printed: (job: PrintJob) => void): Cancel;
  /** While not allowed, jobs are held back and cancelled, those that wait too. False where that failed. */
  setAllowed(allowed: boolean): Promise<boolean>;
  /** Called for a job that was cancelled because printing is not allowed. */
  onRefused(refused: (job: PrintJob) => void): Cancel;
}
