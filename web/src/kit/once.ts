/* A second press so soon after the first is a trembling hand, not a second wish; unless something
 * else was touched, typed or chosen in between, anywhere on the page. */
import { useRef } from 'react';

const tremble = 400;

/* When the hand last went to another control, or changed one. */
let turned = -Infinity;
let held: Element | null = null;

function touch(event: Event): void {
  const target = event.target instanceof Element ? event.target : null;
  const control = target?.closest('button, a, label, input, select, textarea') ?? target;
  if (control !== held || event.type === 'input') turned = performance.now();
  held = control;
}
for (const type of ['pointerdown', 'keydown', 'input'])
  document.addEventListener(type, touch, true);

export function useOnce(): (act: () => void) => void {
  const last = useRef(-Infinity);
  return (act) => {
    const now = performance.now();
    if (now - last.current < tremble && turned < last.current) return;
    last.current = now;
    act();
  };
}
