/* A factory's first page in one look: what is next, what it gets, what it pays. Without a case: who
 * would pay how much, before anything is typed but a total. */
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { Tasks } from '../api/casework.ts';
import type { TrancheProof } from '../api/selection.ts';
import type { Agreement, Dashboard, Items, Programme } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { SelectField } from '../kit/field.tsx';
import { formatDay } from '../kit/format.ts';
import { Badge, Card, Facts, Money } from '../kit/show.tsx';
import { SplitBar } from '../kit/split-bar.tsx';
import { Answer } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { TrySplit } from './programmes.tsx';

function NextTask(): ReactNode {
  const { t, name, language } = useWords();
  const query = useQuery({
    queryKey: ['tasks', 'organisation', 1],
    queryFn: ({ signal }) =>
      taken<Tasks>(
        api.GET('/api/tasks', {
          params: { query: { scope: 'organisation', most: 1 } },
          signal,
        }),
      ),
  });
  const task = query.data?.items[0];
  if (!task) return null;
  return (
    <p>
      {t('owner.task')} <Link to={`/matters/${task.matter_id}`}>{name(task)}</Link>
      {task.due_at && <> · {t('home.due', { day: formatDay(task.due_at, language) })}</>}
      {task.deputy && <> · {t('owner.deputy', { deputy: task.deputy })}</>}{' '}
      {task.overdue && <Badge tone="danger">{t('tasks.overdue')}</Badge>}
    </p>
  );
}

/* The next tranche that is not paid yet, and what it still wants. */
function NextPayment({ agreement }: { agreement: Agreement }): ReactNode {
  const { t, name } = useWords();
  const next = (agreement.tranches ?? []).find((tranche) => tranche.paid < tranche.amount);
  const proofs = useQuery({
    queryKey: ['proofs', agreement.id, next?.id],
    queryFn: ({ signal }) =>
      taken<Items<TrancheProof>>(
        api.GET('/api/agreements/{id}/proofs/{key}', {
          params: { path: { id: agreement.id, key: next?.id ?? '' } },
          signal,
        }),
      ),
    enabled: next !== undefined && agreement.state === 'active',
  });
  if (!next) return <p>{t('owner.all_paid')}</p>;
  const missing = (proofs.data?.items ?? []).filter((proof) => !proof.met);
  return (
    <>
      <p>
        {t('owner.next_payment', { tranche: name(next) })} <Money won={next.amount - next.paid} />
      </p>
      {missing.length > 0 && (
        <p className="field-note">
          {t('owner.waits_for', { what: missing.map((proof) => name(proof)).join(', ') })}
        </p>
      )}
    </>
  );
}

function InCase({ id }: { id: number }): ReactNode {
  const { t } = useWords();
  const query = useQuery({
    queryKey: ['agreement', id],
    queryFn: ({ signal }) =>
      taken<Agreement>(api.GET('/api/agreements/{id}', { params: at(id), signal })),
  });
  return (
    <Answer query={query}>
      {(agreement) => {
        const shares = agreement.shares ?? [];
        const sum = (own: boolean, what: 'amount' | 'paid'): number =>
          shares
            .filter((share) => (share.party === 'adopter') === own)
            .reduce((whole, share) => whole + (share[what] ?? 0), 0);
        return (
          <Card
            title={t('owner.title')}
            aside={<Link to={`/agreements/${agreement.id}`}>{agreement.title}</Link>}
          >
            <NextTask />
            <Facts
              items={[
                [t('owner.get'), <Money key="get" won={sum(false, 'amount')} spoken />],
                [t('owner.got'), <Money key="got" won={sum(false, 'paid')} spoken />],
                [t('owner.pay'), <Money key="pay" won={sum(true, 'amount')} spoken />],
                [t('owner.deposited'), <Money key="in" won={agreement.deposited} spoken />],
              ]}
            />
            <NextPayment agreement={agreement} />
            <SplitBar shares={shares} caption={t('split.caption')} withPaid ownParty="adopter" />
          </Card>
        );
      }}
    </Answer>
  );
}

function BeforeCase(): ReactNode {
  const { t, name } = useWords();
  const [key, setKey] = useState('');
  const query = useQuery({
    queryKey: ['programmes'],
    queryFn: ({ signal }) => taken<Items<Programme>>(api.GET('/api/programmes', { signal })),
  });
  const programmes = query.data?.items ?? [];
  const chosen = programmes.find((one) => one.key === key) ?? programmes.at(-1);
  if (!chosen) return null;
  return (
    <Card title={t('owner.before')}>
      <p>{t('owner.before.why')}</p>
      <SelectField
        label={t('advice.programme')}
        value={chosen.key}
        onChange={setKey}
        choices={programmes.map((one) => ({ value: one.key, text: name(one) }))}
      />
      <TrySplit key={chosen.key} programme={chosen} />
      <p>
        <Link to={`/programmes/${encodeURIComponent(chosen.key)}`}>{t('owner.may')}</Link>
      </p>
    </Card>
  );
}

export function OwnerPanel({ dashboard }: { dashboard: Dashboard }): ReactNode {
  const agreed = (dashboard.cases ?? []).find((one) => one.agreement_id !== null);
  return agreed?.agreement_id ? <InCase id={agreed.agreement_id} /> : <BeforeCase />;
}
