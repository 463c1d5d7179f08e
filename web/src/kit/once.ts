/* A second press so soon after the first is a trembling hand, not a second wish. */
import { useRef } from 'react';

const tremble = 400;

export function useOnce(): <T>(act: () => T) => T | undefined {
  const last = useRef(-Infinity);
  return (act) => {
    const now = performance.now();
    if (now - last.current < tremble) return undefined;
    last.current = now;
    return act();
  };
}
