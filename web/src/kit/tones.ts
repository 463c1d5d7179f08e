/* Colour is spent where somebody must act; what is finished or at rest stays quiet. */
import type { Tone } from './show.tsx';

const tones: Record<string, Tone> = {
  draft: 'quiet',
  submitted: 'warn',
  returned: 'danger',
  approved: 'ok',
  rejected: 'danger',
  signing: 'warn',
  active: 'ok',
  requested: 'warn',
  paid: 'ok',
  refused: 'danger',
  pledged: 'warn',
  received: 'ok',
  queued: 'quiet',
  running: 'info',
  done: 'ok',
  failed: 'danger',
  cancelled: 'quiet',
  published: 'ok',
  dropped: 'quiet',
  announced: 'info',
  open: 'ok',
  closed: 'quiet',
  finished: 'quiet',
  withdrawn: 'quiet',
};
export const stateTone = (state: string): Tone => tones[state] ?? 'quiet';
