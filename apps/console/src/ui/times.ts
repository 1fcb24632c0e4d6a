/** Minutes from midnight of a time such as `08:50`; NaN for anything else. */
export function minutesOf(time: string): number {
  const parts = /^(\d{2}):([0-5]\d)$/.exec(time);
  const minutes = parts === null ? Number.NaN : Number(parts[1]) * 60 + Number(parts[2]);
  return minutes <= 24 * 60 ? minutes : Number.NaN;
}

/** A time as people type it: `8:50`, `850`, `8.50` and `9` are times; what is none stays as it is. */
export function readTime(text: string): string {
  const parts = /^(\d{1,2})(?:[:. ]?(\d{2}))?$/.exec(text.trim());
  if (parts === null) return text.trim();
  const [hours, minutes] = [Number(parts[1]), Number(parts[2] ?? '0')];
  return hours * 60 + minutes <= 24 * 60 && minutes < 60 ? timeOf(hours * 60 + minutes) : text.trim();
}

/** Minutes from midnight as `08:50`. */
export function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
