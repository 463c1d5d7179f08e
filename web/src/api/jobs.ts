/* A long piece of work, watched as it goes: by the server's event stream, or by asking when the
 * stream breaks off. */
import { useEffect, useState } from 'react';
import { api, at, taken, tellReachable } from './client.ts';
import { readJob } from './documents.ts';
import type { Job } from './types.ts';

const isOver = (job: Job): boolean =>
  job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';

interface Watched {
  job: Job | null;
  error: unknown;
}

export function useJob(id: number | null): Watched {
  const [watched, setWatched] = useState<Watched>({ job: null, error: null });
  useEffect(() => {
    setWatched({ job: null, error: null });
    if (id === null) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stream = new EventSource(`/api/jobs/${id}/events`);
    const end = (): void => {
      isGone = true;
      clearTimeout(timer);
      stream.close();
    };
    const take = (job: Job): void => {
      setWatched({ job, error: null });
      if (isOver(job)) end();
    };
    const ask = async (): Promise<void> => {
      try {
        const job = readJob(await taken<unknown>(api.GET('/api/jobs/{id}', { params: at(id) })));
        if (isGone) return;
        take(job);
      } catch (error) {
        if (isGone) return;
        setWatched((before) => ({ ...before, error }));
      }
      if (!isGone) timer = setTimeout(() => void ask(), 1500);
    };
    stream.addEventListener('job', (event) => {
      if (isGone) return;
      clearTimeout(timer);
      tellReachable(true);
      try {
        take(readJob(JSON.parse((event as MessageEvent<string>).data)));
      } catch (error) {
        end();
        setWatched((before) => ({ ...before, error }));
      }
    });
    stream.onerror = () => {
      if (isGone) return;
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), 500);
    };
    return end;
  }, [id]);
  return watched;
}
