import { useEffect, useState } from 'react';

/** A value as it was when it had not changed for so many milliseconds; compared by what it says. */
export function useSettled<Value>(value: Value, ms: number): Value {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- made anew with each drawing; its text says when it changed
  }, [text, ms]);
  return settled;
}
