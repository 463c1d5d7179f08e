/* A task is given to another post of the organisation whose task it is. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { Task } from '../api/casework.ts';
import type { Items, PostHolder, Role } from '../api/types.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, SelectField, type Choice } from '../kit/field.tsx';
import { Facts } from '../kit/show.tsx';
import { ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

/* The server decides; this only spares a door that stays shut. The accounts do not list posts. */
const givers: readonly Role[] = [
  'adopter_owner',
  'supplier',
  'sponsor_officer',
  'operator_officer',
];

export function useMayHandOver(): (task: Task) => boolean {
  const { role, organisation_id } = useSession();
  return (task) =>
    givers.includes(role) &&
    (task.organisation_id === organisation_id || role === 'operator_officer');
}

function usePosts(task: Task): readonly Choice[] {
  const { label } = useWords();
  const { organisation_id } = useSession();
  const house = task.organisation_id ?? organisation_id;
  const holders = useQuery({
    queryKey: ['holders', house],
    queryFn: ({ signal }) =>
      taken<Items<PostHolder>>(
        api.GET('/api/people', { params: { query: { organisation: house } } as never, signal }),
      ),
  });
  const posts = new Map<number, string>();
  for (const one of holders.data?.items ?? [])
    posts.set(
      one.post_id,
      [one.post, label('role', one.role), one.name].filter(Boolean).join(' · '),
    );
  posts.delete(task.post_id ?? 0);
  return [...posts].map(([id, text]) => ({ value: String(id), text }));
}

export function HandOver({ task, onClose }: { task: Task; onClose: () => void }): ReactNode {
  const { t, name } = useWords();
  const client = useQueryClient();
  const [post, setPost] = useState('');
  const posts = usePosts(task);
  const give = useMutation({
    mutationFn: () =>
      taken<Task>(
        api.POST('/api/tasks/{id}/assign', {
          params: at(task.id),
          body: { post_id: Number(post) },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['tasks'] });
      onClose();
    },
  });
  const { beside, rest } = useFieldErrors(give.error, ['post_id']);
  return (
    <Dialog title={t('tasks.give')} onClose={onClose}>
      <Facts
        items={[
          [t('tasks.what'), name(task)],
          [t('tasks.who'), [task.organisation, task.post].filter(Boolean).join(' · ') || '—'],
          [t('tasks.deputy'), task.deputy ?? '—'],
        ]}
      />
      <Form onSubmit={() => post && give.mutate()}>
        <SelectField
          label={t('tasks.give.to')}
          value={post}
          onChange={setPost}
          description={t(posts.length > 0 ? 'tasks.give.note' : 'tasks.give.nobody')}
          error={beside.post_id ?? null}
          choices={[{ value: '', text: t('matter.choose') }, ...posts]}
        />
        {rest !== null && <ProblemNotice error={rest} />}
        <div className="actions">
          <Button kind="primary" type="submit" isPending={give.isPending} isDisabled={!post}>
            {t('tasks.give.go')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
