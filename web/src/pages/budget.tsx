/* The budget of an agreement by cost item: agreed, after moves, spent, left, and what may still move by
 * itself; and the settlement in the same rows. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { BudgetLine } from '../api/evidence.ts';
import type { RuleParts, Settlement } from '../api/selection.ts';
import type { Items, Role } from '../api/types.ts';
import { useSession } from '../app/session.tsx';
import { Card, Money, Table } from '../kit/show.tsx';
import { Answer, Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

/* The server decides; this only spares a door that stays shut. */
const readers: readonly Role[] = [
  'adopter_owner',
  'adopter_member',
  'operator_officer',
  'operator_finance',
  'ministry_viewer',
  'accountant',
  'auditor',
];

function useItemName(rules: RuleParts): (id: string) => string {
  const { name } = useWords();
  return (id) => {
    const cost = rules.costs.find((one) => one.id === id);
    return cost ? name(cost) : id;
  };
}

export function BudgetCard({
  agreement,
  rules,
}: {
  agreement: number;
  rules: RuleParts;
}): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const nameOf = useItemName(rules);
  const query = useQuery({
    queryKey: ['budget', agreement],
    queryFn: ({ signal }) =>
      taken<Items<BudgetLine>>(
        api.GET('/api/agreements/{id}/budget', { params: at(agreement), signal }),
      ),
    enabled: readers.includes(role),
  });
  if (!readers.includes(role)) return null;
  const won = (head: string, amount: (line: BudgetLine) => number | undefined) => ({
    head,
    align: 'right' as const,
    cell: (line: BudgetLine) => <Money won={amount(line)} />,
  });
  return (
    <Card title={t('budget.title')}>
      <p>{t('budget.why')}</p>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('budget.none')} />
          ) : (
            <Table
              caption={t('budget.title')}
              isCaptionHidden
              rows={items}
              rowKey={(line) => line.item}
              columns={[
                { head: t('budget.item'), isRowHead: true, cell: (line) => nameOf(line.item) },
                won(t('budget.agreed'), (line) => line.agreed),
                won(t('budget.approved'), (line) => line.approved),
                won(t('budget.reserved'), (line) => line.reserved),
                won(t('budget.spent'), (line) => line.spent),
                won(t('budget.left'), (line) => line.left),
                won(t('budget.shifted'), (line) => line.shifted),
                won(t('budget.free'), (line) => line.free),
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}

/* Each line as it was handed in, and what was recognised of it. */
export function SettlementLines({
  settlement,
  rules,
}: {
  settlement: Settlement;
  rules: RuleParts;
}): ReactNode {
  const { t } = useWords();
  const nameOf = useItemName(rules);
  if (settlement.lines.length === 0) return <Empty title={t('budget.no_lines')} />;
  return (
    <Table
      caption={t('budget.lines')}
      rows={settlement.lines}
      rowKey={(line) => line.item}
      columns={[
        { head: t('budget.item'), isRowHead: true, cell: (line) => nameOf(line.item) },
        {
          head: t('sel.settle.spent'),
          align: 'right',
          cell: (line) => <Money won={line.spent} />,
        },
        {
          head: t('budget.vat'),
          align: 'right',
          cell: (line) => <Money won={line.refundable_vat} />,
        },
        {
          head: t('budget.over'),
          align: 'right',
          cell: (line) => <Money won={line.over_budget} />,
        },
        {
          head: t('budget.disallowed'),
          align: 'right',
          cell: (line) => (
            <>
              <Money won={line.disallowed} />
              {line.reason && <p className="field-note">{line.reason}</p>}
            </>
          ),
        },
        {
          head: t('sel.settle.recognised'),
          align: 'right',
          cell: (line) => <Money won={line.recognised} />,
        },
      ]}
    />
  );
}
