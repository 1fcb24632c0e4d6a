/** `2026-11-22` as `22 November 2026`. A day has no time zone, so it is read as it is written. */
export function sayReviewed(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** What a phone dials: digits alone. */
export function dial(phone: string): string {
  return `tel:${phone.replaceAll(/\D/gu, '')}`;
}

/** An address as one would read it out: without `https://`, `www.` and the last slash. */
export function readableAddress(website: string): string {
  return website.replace(/^https:\/\/(?:www\.)?/u, '').replace(/\/$/u, '');
}
