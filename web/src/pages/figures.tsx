/* The programme in numbers: a map of tiles, the money by who gives it, and the table behind both. For
 * anyone without what few firms stand behind; in full for who oversees every case. */
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { FigureCell, Figures, Region, RegionId } from '../api/types.ts';
import { SelectField } from '../kit/field.tsx';
import { formatDay, formatNumber } from '../kit/format.ts';
import { Card, Money, Table } from '../kit/show.tsx';
import { SplitBar } from '../kit/split-bar.tsx';
import { Answer, Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { FigureDetails } from './figure-details.tsx';

const ALL = 'all';
const OTHER = 'other';

/* Five shades, by the firms of a region beside the most of any. */
const shadeOf = (firms: number, most: number): number =>
  firms === 0 ? 0 : Math.min(4, 1 + Math.floor((3.999 * firms) / Math.max(1, most)));

interface MapProps {
  regions: Region[];
  cells: FigureCell[];
  chosen: string;
  onChoose: (region: RegionId) => void;
}

function TileMap({ regions, cells, chosen, onChoose }: MapProps): ReactNode {
  const { t, name } = useWords();
  const byRegion = new Map(cells.map((cell) => [cell.region, cell]));
  const most = Math.max(...regions.map((region) => byRegion.get(region.id)?.firms ?? 0));
  return (
    <div className="tiles" role="group" aria-label={t('figures.map')}>
      {regions.map((region) => {
        const cell = byRegion.get(region.id);
        const said = cell?.hidden
          ? t('figures.hidden')
          : t('figures.firms_of', { count: formatNumber(cell?.firms ?? 0) });
        return (
          <button
            key={region.id}
            type="button"
            className={`tile tile-${cell?.hidden ? 'hidden' : shadeOf(cell?.firms ?? 0, most)}`}
            style={{ gridColumn: region.column + 1, gridRow: region.row }}
            aria-pressed={chosen === region.id}
            onClick={() => onChoose(chosen === region.id ? ALL : region.id)}
          >
            <b>{name(region)}</b>
            <span>{said}</span>
          </button>
        );
      })}
    </div>
  );
}

function CellMoney({ cell, title }: { cell: FigureCell; title: string }): ReactNode {
  const { t } = useWords();
  if (cell.hidden) return <p>{t('figures.hidden.why')}</p>;
  if (cell.total === 0) return <Empty title={t('figures.no_money')} />;
  const shares = (['government', 'sponsor', 'adopter', 'other'] as const)
    .filter((party) => cell[party] > 0)
    .map((party) => ({
      funder: party,
      party,
      ko: t(`figures.${party}`),
      en: t(`figures.${party}`),
      amount: cell[party],
    }));
  return (
    <>
      <SplitBar shares={shares} caption={title} />
      <p>
        {t('figures.paid')} <Money won={cell.paid} spoken />
      </p>
    </>
  );
}

function CellTable({ cells, regionName }: { cells: FigureCell[]; regionName: (id: string) => string }): ReactNode {
  const { t } = useWords();
  const shown = (cell: FigureCell, value: ReactNode): ReactNode =>
    cell.hidden ? <span className="withheld">{t('figures.hidden')}</span> : value;
  return (
    <Table
      caption={t('figures.table')}
      isCaptionHidden
      rows={cells}
      rowKey={(cell) => cell.region}
      columns={[
        { head: t('figures.region'), isRowHead: true, cell: (cell) => regionName(cell.region) },
        { head: t('figures.firms'), align: 'right', cell: (cell) => shown(cell, formatNumber(cell.firms)) },
        {
          head: t('figures.applications'),
          align: 'right',
          cell: (cell) => shown(cell, formatNumber(cell.applications)),
        },
        {
          head: t('figures.agreements'),
          align: 'right',
          cell: (cell) => shown(cell, formatNumber(cell.agreements)),
        },
        { head: t('figures.total'), align: 'right', cell: (cell) => shown(cell, <Money won={cell.total} />) },
        { head: t('figures.paid'), align: 'right', cell: (cell) => shown(cell, <Money won={cell.paid} />) },
      ]}
    />
  );
}

interface ProgrammeProps {
  figures: Figures;
  programme: string;
  /* For those who oversee every case: the programme more closely. */
  isFull: boolean;
}

function Programme({ figures, programme, isFull }: ProgrammeProps): ReactNode {
  const { t, name } = useWords();
  const [region, setRegion] = useState<RegionId>(ALL);
  const cells = figures.cells.filter((cell) => cell.programme === programme);
  const regionName = (id: string): string => {
    if (id === ALL) return t('figures.all');
    const found = figures.regions.find((one) => one.id === id);
    return found ? name(found) : t('figures.elsewhere');
  };
  const chosen = cells.find((cell) => cell.region === region);
  const title = t('figures.money_of', { region: regionName(region) });
  return (
    <>
      <div className="figures-pair">
        <Card title={t('figures.map')}>
          <TileMap
            regions={figures.regions}
            cells={cells.filter((cell) => cell.region !== ALL && cell.region !== OTHER)}
            chosen={region}
            onChoose={setRegion}
          />
        </Card>
        <Card title={title}>
          {chosen ? <CellMoney cell={chosen} title={title} /> : <Empty title={t('figures.no_money')} />}
        </Card>
      </div>
      <Card title={t('figures.table')}>
        <CellTable cells={cells} regionName={regionName} />
      </Card>
      {isFull && <FigureDetails programme={programme} region={region} regionName={regionName(region)} />}
    </>
  );
}

function Chosen({ figures, isFull = false }: { figures: Figures; isFull?: boolean }): ReactNode {
  const { t, name, language } = useWords();
  const sums = figures.cells
    .filter((cell) => cell.region === ALL)
    .sort((a, b) => b.year - a.year || b.firms - a.firms);
  const [programme, setProgramme] = useState(sums[0]?.programme ?? '');
  if (sums.length === 0) return <Empty title={t('figures.none')} />;
  return (
    <>
      <SelectField
        label={t('figures.programme')}
        value={programme}
        onChange={setProgramme}
        choices={sums.map((cell) => ({ value: cell.programme, text: name(cell) }))}
      />
      <Programme key={programme} figures={figures} programme={programme} isFull={isFull} />
      <p className="field-note">
        {t('figures.as_of', { day: formatDay(figures.made_at, language) })}{' '}
        {figures.k > 1 && t('figures.k', { k: figures.k })}
      </p>
    </>
  );
}

export function FiguresPage(): ReactNode {
  const { t } = useWords();
  const query = useQuery({
    queryKey: ['figures'],
    queryFn: ({ signal }) => taken<Figures>(api.GET('/api/figures', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('figures.title')}</h1>
        <p>{t('figures.why')}</p>
      </div>
      <Answer query={query}>{(figures) => <Chosen figures={figures} isFull />}</Answer>
    </>
  );
}

export function PublicFiguresPage(): ReactNode {
  const { t } = useWords();
  const query = useQuery({
    queryKey: ['figures', 'public'],
    queryFn: ({ signal }) => taken<Figures>(api.GET('/api/public/figures', { signal })),
  });
  return (
    <div className="open-page">
      <div className="page-head">
        <h1>{t('figures.open')}</h1>
        <p>{t('figures.open.why')}</p>
        <a className="button" href="/api/public/figures.csv" download>
          {t('figures.csv')}
        </a>
      </div>
      <Answer query={query}>{(figures) => <Chosen figures={figures} />}</Answer>
    </div>
  );
}
