/* What is known of one's firm: asked once, used by every application. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { ProfileFact } from '../api/selection.ts';
import type { Items } from '../api/types.ts';
import { Button } from '../kit/button.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatDay } from '../kit/format.ts';
import { Badge, Card, Table } from '../kit/show.tsx';
import { Answer, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { FactValue, factValue, readFact, factChoices } from './fact.tsx';

const key = ['profile'];

function Asking({ facts }: { facts: readonly ProfileFact[] }): ReactNode {
  const { t, name, label } = useWords();
  const client = useQueryClient();
  const [which, setWhich] = useState(facts.find((one) => !one.known)?.fact ?? facts[0]?.fact ?? '');
  const fact = facts.find((one) => one.fact === which);
  const [text, setText] = useState<string | null>(null);
  const value = text ?? (fact ? factValue(fact) : '');
  const read = fact ? readFact(fact, value) : null;
  const tell = useMutation({
    mutationFn: () =>
      taken<Items<ProfileFact>>(
        api.POST('/api/profile', { body: { fact: which, ...(read ?? {}) } }),
      ),
    onSuccess: (answer) => {
      client.setQueryData(key, answer);
      void client.invalidateQueries({ queryKey: ['eligibility'] });
      const next = answer.items.find((one) => !one.known);
      if (next) setWhich(next.fact);
      setText(null);
    },
  });
  if (!fact) return null;
  const choices = factChoices(fact, t, label);
  return (
    <Form onSubmit={() => read && tell.mutate()}>
      <SelectField
        label={t('sel.fact')}
        value={which}
        onChange={(next) => {
          setWhich(next);
          setText(null);
          tell.reset();
        }}
        choices={facts.map((one) => ({ value: one.fact, text: name(one) }))}
      />
      {choices ? (
        <SelectField
          label={t('sel.fact.value')}
          value={value}
          onChange={setText}
          choices={[{ value: '', text: t('sel.fact.choose') }, ...choices]}
        />
      ) : (
        <TextField
          label={t('sel.fact.value')}
          value={value}
          onChange={setText}
          inputMode="numeric"
          error={value !== '' && !read ? t('sel.fact.number') : null}
        />
      )}
      {tell.error && <ProblemNotice error={tell.error} />}
      <Button kind="primary" type="submit" isPending={tell.isPending} isDisabled={!read}>
        {t('common.save')}
      </Button>
    </Form>
  );
}

export function ProfilePage(): ReactNode {
  const { t, name, language } = useWords();
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => taken<Items<ProfileFact>>(api.GET('/api/profile', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('sel.profile.title')}</h1>
        <p>{t('sel.profile.why')}</p>
      </div>
      <Answer query={query}>
        {({ items }) => (
          <>
            <Card title={t('sel.profile.tell')}>
              {items.every((one) => one.known) && (
                <Notice kind="ok" title={t('sel.profile.complete')} />
              )}
              <Asking facts={items} />
            </Card>
            <Card title={t('sel.profile.known')}>
              <Table
                caption={t('sel.profile.known')}
                isCaptionHidden
                rows={items}
                rowKey={(one) => one.fact}
                columns={[
                  { head: t('sel.fact'), isRowHead: true, cell: name },
                  {
                    head: t('sel.fact.value'),
                    cell: (one) =>
                      one.known ? (
                        <FactValue fact={one} />
                      ) : (
                        <Badge tone="quiet">{t('sel.fact.unknown')}</Badge>
                      ),
                  },
                  { head: t('sel.fact.day'), cell: (one) => formatDay(one.at, language) },
                  {
                    head: t('sel.fact.source'),
                    cell: (one) => (one.known ? t('sel.fact.source.own') : '—'),
                  },
                ]}
              />
            </Card>
          </>
        )}
      </Answer>
    </>
  );
}
