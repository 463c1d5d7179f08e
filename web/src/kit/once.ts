/* A second press so soon after the first is a trembling hand, not a second wish; unless something
 * was typed or chosen in between, anywhere on the page. */
import { useRef } from 'react';

const tremble = 400;

let lastInput = -Infinity;
document.addEventListener('input', () => (lastInput = performance.now()), true);

export function useOnce(): (act: () => void) => void {
  const last = useRef(-Infinity);
  return (act) => {
    const now = performance.now();
    if (now - last.current < tremble && lastInput < last.current) return;
    last.current = now;
    act();
  };
}
