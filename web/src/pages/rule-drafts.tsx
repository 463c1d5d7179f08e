/* Drafts of rules on their way to publication. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { get, post } from '../api/client.ts';
import type { Items, Programme, RuleDraft } from '../api/types.ts';
import { Link, navigate } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatTime } from '../kit/format.ts';
import { Badge, Card, Table } from '../kit/show.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { stateTone } from '../kit/tones.ts';
import { useWords } from '../words/words.tsx';

/* The next version of a published document, as the text that a draft begins with. */
async function nextVersion(programme: Programme): Promise<string> {
  const path = `/programmes/${encodeURIComponent(programme.key)}/document`;
  const document = await get<Record<string, unknown>>(path);
  return JSON.stringify({ ...document, rules_version: programme.version + 1 }, null, 2);
}

function Begin({ programmes }: { programmes: Programme[] }): ReactNode {
  const { t, name } = useWords();
  const client = useQueryClient();
  const [key, setKey] = useState(programmes[0]?.key ?? '');
  const [title, setTitle] = useState('');
  const programme = programmes.find((one) => one.key === key);
  const begin = useMutation({
    mutationFn: async (from: Programme) =>
      post<RuleDraft>('/rule-drafts', { title: title.trim(), document: await nextVersion(from) }),
    onSuccess: (draft) => {
      void client.invalidateQueries({ queryKey: ['rule-drafts'] });
      navigate(`/rule-drafts/${draft.id}`);
    },
  });
  const isReady = programme !== undefined && title.trim() !== '';
  return (
    <Card title={t('rule_drafts.begin')}>
      <Form onSubmit={() => isReady && begin.mutate(programme)}>
        <SelectField
          label={t('rule_drafts.from')}
          value={key}
          onChange={setKey}
          choices={programmes.map((one) => ({ value: one.key, text: name(one) }))}
        />
        <TextField
          label={t('rule_draft.name')}
          value={title}
          onChange={setTitle}
          maxLength={120}
          description={t('rule_draft.name.note')}
        />
        {begin.error && <ProblemNotice error={begin.error} />}
        <Button kind="primary" type="submit" isPending={begin.isPending} isDisabled={!isReady}>
          {t('rule_drafts.begin.go')}
        </Button>
      </Form>
    </Card>
  );
}

export function RuleDraftsPage(): ReactNode {
  const { t, label, language } = useWords();
  const { role } = useSession();
  const programmes = useQuery({
    queryKey: ['programmes'],
    queryFn: ({ signal }) => get<Items<Programme>>('/programmes', signal),
  });
  const query = useQuery({
    queryKey: ['rule-drafts'],
    queryFn: ({ signal }) => get<Items<RuleDraft>>('/rule-drafts', signal),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('rule_drafts.title')}</h1>
        <p>{t('rule_drafts.why')}</p>
      </div>
      {role === 'operator_officer' && (
        <Answer query={programmes}>{({ items }) => <Begin programmes={items} />}</Answer>
      )}
      <Card title={t('rule_drafts.list')}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('rule_drafts.none')} />
            ) : (
              <Table
                caption={t('rule_drafts.list')}
                isCaptionHidden
                rows={items}
                rowKey={(draft) => draft.id}
                columns={[
                  {
                    head: t('rule_draft.name'),
                    isRowHead: true,
                    cell: (draft) => <Link to={`/rule-drafts/${draft.id}`}>{draft.title}</Link>,
                  },
                  { head: t('rule_draft.authors'), cell: (draft) => draft.authors?.join(', ') ?? '—' },
                  { head: t('rule_draft.problems'), align: 'right', cell: (draft) => draft.problems },
                  {
                    head: t('rule_draft.changed'),
                    cell: (draft) => formatTime(draft.changed_at, language),
                  },
                  {
                    head: t('case.state'),
                    cell: (draft) => (
                      <Badge tone={stateTone(draft.state)}>{label('state', draft.state)}</Badge>
                    ),
                  },
                ]}
              />
            )
          }
        </Answer>
      </Card>
    </>
  );
}
