/* A second press so soon after the first is a trembling hand, not a second wish; unless something
 * was typed in between. */
import { useRef } from 'react';

const tremble = 400;

interface Once {
  run: (act: () => void) => void;
  forget: () => void;
}

export function useOnce(): Once {
  const last = useRef(-Infinity);
  return {
    run: (act) => {
      const now = performance.now();
      if (now - last.current < tremble) return;
      last.current = now;
      act();
    },
    forget: () => {
      last.current = -Infinity;
    },
  };
}
