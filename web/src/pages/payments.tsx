/* Every payment this person may see, those that wait first. */
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Agreement, Items } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { Download } from '../kit/download.tsx';
import { PagedAnswer, usePages } from '../kit/pages.tsx';
import { Card } from '../kit/show.tsx';
import { Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { PaymentTable } from './payment-table.tsx';

const waits = (agreement: Agreement): boolean =>
  (agreement.payments ?? []).some(
    (payment) => payment.state === 'requested' || payment.state === 'approved',
  );

export function PaymentsPage(): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const query = usePages<Agreement>(
    ['agreements', ''],
    (agreement) => agreement.id,
    ({ params, signal }) =>
      taken<Items<Agreement>>(api.GET('/api/agreements', { params, signal })),
  );
  return (
    <>
      <div className="page-head">
        <h1>{t('payments.title')}</h1>
        <p>{t('payments.why')}</p>
        <Download path="/payments.xlsx">{t('papers.xlsx')}</Download>
      </div>
      <PagedAnswer query={query}>
        {(items) => {
          const withPayments = items.filter((agreement) => (agreement.payments?.length ?? 0) > 0);
          if (withPayments.length === 0) return <Empty title={t('payments.none')} />;
          return [...withPayments]
            .sort((a, b) => Number(waits(b)) - Number(waits(a)))
            .map((agreement) => (
              <Card
                key={agreement.id}
                title={`${agreement.title} · ${agreement.adopter}`}
                aside={<Link to={`/agreements/${agreement.id}`}>{t('agreement.title')}</Link>}
              >
                <PaymentTable
                  payments={agreement.payments ?? []}
                  agreement={agreement}
                  onChanged={() => void client.invalidateQueries()}
                />
              </Card>
            ));
        }}
      </PagedAnswer>
    </>
  );
}
