/* Who pays what, in one bar: the three parties in their own colours, each named, never colour
 * alone. */
import type { ReactNode } from 'react';
import type { Share, SplitShare } from '../api/types.ts';
import { useWords } from '../words/words.tsx';
import { formatPercent } from './format.ts';
import { formatWon, sayWon } from './money.ts';
import { Money, Table } from './show.tsx';

interface SplitBarProps {
  /* Absent where the reader's role may not see amounts. What may be in kind is known before
   * anything is agreed only. */
  shares: (Share & Partial<SplitShare> & { paid?: number })[] | undefined;
  caption: string;
  withPaid?: boolean;
  /* The party of the reader: its part is called "our part". */
  ownParty?: string;
}

const colours = ['government', 'sponsor', 'adopter'];
const colourOf = (party: string): string => (colours.includes(party) ? party : 'other');

export function SplitBar({
  shares,
  caption,
  ownParty,
  withPaid = false,
}: SplitBarProps): ReactNode {
  const { t, name, language } = useWords();
  if (!shares) return <p>{t('money.withheld')}</p>;
  const total = shares.reduce((sum, share) => sum + share.amount, 0);
  if (total <= 0) return null;
  const whole = (
    <p className="split-total">
      {t('split.total')} <Money won={total} />
    </p>
  );
  /* Amounts without names tell a reader nothing but their sum. */
  if (!shares[0]?.funder) return whole;
  const bound = (won: number | null | undefined): ReactNode =>
    won == null ? <small>{t('split.no_limit')}</small> : <Money won={won} />;
  const said = (won: number): string => (language === 'ko' ? sayWon(won) : formatWon(won, 'en'));
  return (
    <figure className="split">
      <div className="split-bar" aria-hidden="true">
        {shares.map((share) => (
          <div
            key={share.funder}
            className={`split-part split-${colourOf(share.party)}`}
            style={{ flexGrow: share.amount }}
          >
            <span>
              {share.party === ownParty ? t('split.ours') : name(share)}
              <b>{said(share.amount)}</b>
            </span>
          </div>
        ))}
      </div>
      <Table
        caption={caption}
        isCaptionHidden
        rows={shares}
        rowKey={(share) => share.funder}
        columns={[
          {
            head: t('split.funder'),
            isRowHead: true,
            cell: (share) => (
              <>
                <span className={`split-dot split-${colourOf(share.party)}`} aria-hidden="true" />
                {name(share)}
                {share.party === ownParty && <small> {t('split.us')}</small>}
              </>
            ),
          },
          {
            head: t('split.share'),
            align: 'right',
            cell: (share) => formatPercent(share.amount / total, 1),
          },
          {
            head: t('split.amount'),
            align: 'right',
            cell: (share) => <Money won={share.amount} spoken />,
          },
          ...(shares.some((share) => share.in_kind_most != null)
            ? [
                {
                  head: t('split.cash'),
                  align: 'right' as const,
                  cell: (share: Partial<SplitShare>) => bound(share.cash_least),
                },
                {
                  head: t('split.in_kind'),
                  align: 'right' as const,
                  cell: (share: Partial<SplitShare>) => bound(share.in_kind_most),
                },
              ]
            : []),
          ...(withPaid
            ? [
                {
                  head: t('split.paid'),
                  align: 'right' as const,
                  cell: (share: Share & { paid?: number }) => <Money won={share.paid ?? 0} />,
                },
              ]
            : []),
        ]}
      />
      {whole}
    </figure>
  );
}
