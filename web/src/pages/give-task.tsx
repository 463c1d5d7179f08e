/* An open task goes to another post, or gets another deputy: only those are offered that the server
 * would take. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done, taken } from '../api/client.ts';
import type { Task, TaskPost } from '../api/casework.ts';
import type { Items } from '../api/types.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, SelectField } from '../kit/field.tsx';
import { Answer, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

interface GiveProps {
  task: Task;
  onClose: () => void;
}

function GiveForm({ task, posts, onClose }: GiveProps & { posts: readonly TaskPost[] }): ReactNode {
  const { t, label } = useWords();
  const client = useQueryClient();
  const [post, setPost] = useState('');
  const [deputy, setDeputy] = useState('');
  const give = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/tasks/{id}/assign', {
          params: at(task.id),
          body: {
            ...(post && { post_id: Number(post) }),
            ...(deputy && { deputy_post_id: Number(deputy) }),
          },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['tasks'] });
      onClose();
    },
  });
  const { beside, rest } = useFieldErrors(give.error, ['post_id', 'deputy_post_id']);
  const textOf = (one: TaskPost): string =>
    [
      one.organisation,
      `${one.title} (${label('role', one.role)})`,
      one.holder ?? t('tasks.give.nobody'),
    ].join(' · ');
  const choices = (some: readonly TaskPost[]) => [
    { value: '', text: t('tasks.give.as_is') },
    ...some.map((one) => ({ value: String(one.id), text: textOf(one) })),
  ];
  return (
    <Form onSubmit={() => (post || deputy) && give.mutate()}>
      <SelectField
        label={t('tasks.who')}
        value={post}
        onChange={setPost}
        choices={choices(posts.filter((one) => !one.deputy_only))}
        description={t('tasks.give.now', { post: task.post ?? t('tasks.give.nobody') })}
        error={beside.post_id ?? null}
      />
      <SelectField
        label={t('tasks.deputy')}
        value={deputy}
        onChange={setDeputy}
        choices={choices(posts)}
        description={t('tasks.give.now', { post: task.deputy ?? t('tasks.give.nobody') })}
        error={beside.deputy_post_id ?? null}
      />
      {rest !== null && rest !== undefined && <ProblemNotice error={rest} />}
      <div className="actions">
        <Button
          kind="primary"
          type="submit"
          isDisabled={!post && !deputy}
          isPending={give.isPending}
        >
          {t('tasks.give.go')}
        </Button>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
      </div>
    </Form>
  );
}

export function GiveTask({ task, onClose }: GiveProps): ReactNode {
  const { t, name } = useWords();
  const query = useQuery({
    queryKey: ['tasks', task.id, 'posts'],
    queryFn: ({ signal }) =>
      taken<Items<TaskPost>>(api.GET('/api/tasks/{id}/posts', { params: at(task.id), signal })),
  });
  return (
    <Dialog title={t('tasks.give.of', { task: name(task) })} onClose={onClose}>
      <p>{t('tasks.give.why')}</p>
      <Answer query={query}>
        {({ items }) => <GiveForm task={task} posts={items} onClose={onClose} />}
      </Answer>
    </Dialog>
  );
}
