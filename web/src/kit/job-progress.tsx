import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { ProgressBar, Label } from 'react-aria-components';
import { api, at, Problem, taken } from '../api/client.ts';
import { useJob } from '../api/jobs.ts';
import type { Job } from '../api/types.ts';
import { useWords } from '../words/words.tsx';
import { Button } from './button.tsx';
import { Notice, ProblemNotice } from './states.tsx';

interface JobProgressProps {
  id: number;
  onDone: (job: Job) => void;
}

/* How far a piece of work has come, with a way to stop it. */
export function JobProgress({ id, onDone }: JobProgressProps): ReactNode {
  const { t, pick, label, name } = useWords();
  const { job, error } = useJob(id);
  const cancel = useMutation({
    mutationFn: () => taken<Job>(api.POST('/api/jobs/{id}/cancel', { params: at(id), body: {} })),
  });
  const problemOf = (failure: NonNullable<Job['problem']>): Problem =>
    new Problem({
      title: name(failure),
      detail: failure.text,
      path: failure.place,
      remedy: pick(failure.remedy_ko, failure.remedy_en),
      reason: failure.reason,
      status: 0,
    });
  const told = useRef<number | null>(null);
  useEffect(() => {
    if (job?.state === 'done' && told.current !== job.id) {
      told.current = job.id;
      onDone(job);
    }
  }, [job, onDone]);

  if (job?.state === 'failed')
    return <ProblemNotice error={job.problem ? problemOf(job.problem) : new Error()} />;
  if (job?.state === 'cancelled') return <Notice kind="warn" title={t('job.cancelled')} />;
  const percent = Math.round((job?.progress ?? 0) * 100);
  const step = job
    ? pick(job.step_ko, job.step_en) || label('state', job.state)
    : t('state.loading');
  return (
    <div className="job">
      <ProgressBar value={percent} className="progress">
        <div className="progress-head">
          <Label>{step}</Label>
          <span className="number">{percent}%</span>
        </div>
        <div className="progress-track">
          <div className="progress-fill" style={{ width: `${percent}%` }} />
        </div>
      </ProgressBar>
      {error !== null && <ProblemNotice error={error} />}
      {cancel.error && <ProblemNotice error={cancel.error} />}
      {job?.state !== 'done' && (
        <Button onPress={() => cancel.mutate()} isPending={cancel.isPending}>
          {t('job.cancel')}
        </Button>
      )}
    </div>
  );
}
