import { useEffect, useState } from 'react';

const EVERY_MS = 5_000;

/** This moment in milliseconds since 1970, anew every few seconds: near enough for minutes. */
export function useMinutes(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
