/* The cost sheet: rows by cost item, everything that is wrong beside the row with its rule, and
 * what such lines cost before. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { api, at, taken, Unreachable } from '../api/client.ts';
import {
  ruleQuery,
  type CostFinding,
  type CostRow,
  type InKindRow,
  type PriceMemory,
  type RuleParts,
} from '../api/selection.ts';
import type { Application, Items, Organisation } from '../api/types.ts';
import { uploadsOf } from '../api/uploads.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { MoneyField, SelectField, TextField } from '../kit/field.tsx';
import { formatPercent } from '../kit/format.ts';
import { draftOf, dropDraft, fateOf, keepDraft } from '../kit/kept-draft.ts';
import { parseWon } from '../kit/money.ts';
import { Card, Facts, Money, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { sheetOf, sheetText, type TypedSheet } from './cost-kept.ts';
import {
  amountOf,
  emptyRow,
  findingsOf,
  pasted,
  readPrice,
  readQuantity,
  restOf,
  sentOf,
  typedOf,
  type TypedRow,
} from './cost-rows.ts';

function Findings({ findings }: { findings: readonly CostFinding[] }): ReactNode {
  const { t, name, basis } = useWords();
  if (findings.length === 0) return null;
  return (
    <div role="alert">
      <ul className="findings">
        {findings.map((one) => (
          <li key={one.limit + one.place}>
            <b>{name(one)}</b>{' '}
            <span>
              {t('sel.cost.found')} <Money won={one.found} /> · {t('sel.cost.most')}{' '}
              <Money won={one.most} />
            </span>
            <small>{basis(one)}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface RowProps {
  row: TypedRow;
  number: number;
  rules: RuleParts;
  papers: readonly { sha256: string; name: string }[];
  suppliers: readonly Organisation[];
  findings: readonly CostFinding[];
  onChange: (row: TypedRow) => void;
  onDrop: () => void;
}

function Row({
  row,
  number,
  rules,
  papers,
  suppliers,
  findings,
  onChange,
  onDrop,
}: RowProps): ReactNode {
  const { t, name } = useWords();
  const amount = amountOf(row);
  const put = (part: Partial<TypedRow>): void => onChange({ ...row, ...part });
  const item = rules.costs.find((one) => one.id === row.item);
  return (
    <fieldset className="cost-row">
      <legend>{t('sel.cost.row', { number })}</legend>
      <div className="cost-cells">
        <SelectField
          label={t('sel.cost.item')}
          value={row.item}
          onChange={(next) => put({ item: next })}
          choices={rules.costs.map((one) => ({ value: one.id, text: name(one) }))}
        />
        <SelectField
          label={t('sel.project.supplier')}
          value={row.supplier}
          onChange={(next) => put({ supplier: next })}
          choices={[
            { value: '', text: t('sel.cost.own') },
            ...suppliers.map((one) => ({ value: String(one.id), text: one.name })),
          ]}
        />
        <TextField label={t('sel.cost.name')} value={row.name} onChange={(next) => put({ name: next })} />
        <TextField label={t('sel.cost.model')} value={row.model} onChange={(next) => put({ model: next })} />
        <TextField label={t('sel.cost.spec')} value={row.spec} onChange={(next) => put({ spec: next })} />
        <TextField
          label={t('sel.cost.price')}
          value={row.price}
          onChange={(next) => put({ price: next })}
          error={row.price !== '' && readPrice(row.price) === null ? t('money.unreadable') : null}
        />
        <TextField
          label={t('sel.cost.quantity')}
          value={row.quantity}
          inputMode="numeric"
          onChange={(next) => put({ quantity: next })}
          error={readQuantity(row.quantity) === null ? t('sel.cost.quantity.wrong') : null}
        />
        <TextField
          label={t('sel.cost.vat')}
          value={row.vat}
          onChange={(next) => put({ vat: next })}
        />
        {(item?.attachment || row.sha256) && (
          <SelectField
            label={t('sel.cost.paper')}
            value={row.sha256}
            onChange={(next) => put({ sha256: next })}
            choices={[
              { value: '', text: t('sel.cost.paper.none') },
              ...papers.map((paper) => ({ value: paper.sha256, text: paper.name })),
            ]}
          />
        )}
      </div>
      <div className="cost-foot">
        <span>
          {t('sel.cost.amount')} {amount === null ? '—' : <Money won={amount} />}
        </span>
        <Button kind="quiet" onPress={onDrop} aria-label={t('sel.cost.drop.row', { number })}>
          {t('sel.cost.drop')}
        </Button>
      </div>
      <Findings findings={findings} />
    </fieldset>
  );
}

/* From a spreadsheet: the cells as they are copied. */
function Paste({ rules, onRows }: { rules: RuleParts; onRows: (text: string) => number }): ReactNode {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [leftOut, setLeftOut] = useState<number | null>(null);
  return (
    <details className="more">
      <summary>{t('sel.cost.paste')}</summary>
      <TextField
        label={t('sel.cost.paste.cells')}
        value={text}
        onChange={setText}
        lines={5}
        description={t('sel.cost.paste.note')}
      />
      <p role="status">
        {leftOut !== null && leftOut > 0 && t('sel.cost.paste.left_out', { count: leftOut })}
      </p>
      <Button
        isDisabled={text.trim() === '' || rules.costs.length === 0}
        onPress={() => {
          setLeftOut(onRows(text));
          setText('');
        }}
      >
        {t('sel.cost.paste.go')}
      </Button>
    </details>
  );
}

function InKind({
  rules,
  given,
  onChange,
}: {
  rules: RuleParts;
  given: Record<string, string>;
  onChange: (given: Record<string, string>) => void;
}): ReactNode {
  const { t, name } = useWords();
  return (
    <details className="more">
      <summary>{t('sel.cost.in_kind')}</summary>
      {rules.funders.map((funder) => (
        <MoneyField
          key={funder.id}
          label={t('sel.cost.in_kind.of', { funder: name(funder) })}
          value={given[funder.id] ?? ''}
          onChange={(next) => onChange({ ...given, [funder.id]: next })}
        />
      ))}
    </details>
  );
}

function Editor({
  application,
  rules,
  rows: kept,
  inKind: given,
}: {
  application: Application;
  rules: RuleParts;
  rows: readonly CostRow[];
  inKind: readonly InKindRow[];
}): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const { user_id } = useSession();
  const shelf = `${user_id}.costs.${application.id}`;
  /* As it is on the server, and what this browser has kept of an earlier visit. */
  const [server, setServer] = useState<TypedSheet>(() => ({
    rows: kept.map(typedOf),
    inKind: Object.fromEntries(given.map((one) => [one.funder, String(one.amount)])),
  }));
  const [found] = useState(() => {
    const draft = draftOf(shelf);
    const fate = fateOf(draft, sheetText(server));
    return { fate, sheet: draft && fate !== 'none' ? sheetOf(draft.text) : null };
  });
  const resumed = found.fate === 'resume' ? found.sheet : null;
  const [other, setOther] = useState(found.fate === 'ask' ? found.sheet : null);
  const [rows, setRows] = useState<TypedRow[]>(() => (resumed ?? server).rows);
  const [inKind, setInKind] = useState((resumed ?? server).inKind);
  const next = useRef(rows.length);
  const stored = useQuery({
    queryKey: ['cost-findings', application.id],
    queryFn: ({ signal }) =>
      taken<Items<CostFinding>>(
        api.GET('/api/applications/{id}/costs/findings', { params: at(application.id), signal }),
      ),
  });
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) =>
      taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
  });
  const suppliers = (organisations.data?.items ?? []).filter((one) => one.kind === 'supplier');
  const [isTouched, setIsTouched] = useState(resumed !== null);
  const uploads = useQuery({
    queryKey: ['uploads', application.id],
    queryFn: () => uploadsOf(application.id),
  });
  const papers = (uploads.data?.items ?? [])
    .filter((one) => one.sha256 !== null)
    .map((one) => ({ sha256: one.sha256 ?? '', name: one.name }));
  const sent = rows.map(sentOf);
  const isSendable = sent.every((row) => row !== null);
  const save = useMutation({
    mutationFn: () =>
      taken<Items<CostFinding>>(
        api.POST('/api/applications/{id}/costs', {
          params: at(application.id),
          body: {
            costs: sent.filter((row) => row !== null) as never,
            in_kind: rules.funders
              .map((funder) => ({ funder: funder.id, amount: parseWon(inKind[funder.id] ?? '') }))
              .filter((one) => (one.amount ?? 0) > 0) as never,
          },
        }),
      ),
    onSuccess: (answer) => {
      dropDraft(shelf);
      setServer({ rows, inKind });
      client.setQueryData(['cost-findings', application.id], answer);
      void client.invalidateQueries({ queryKey: ['in-kind', application.id] });
      void client.invalidateQueries({ queryKey: ['costs', application.id] });
      void client.invalidateQueries({ queryKey: ['prices', application.id] });
    },
  });
  const put = (sheet: TypedSheet): void => {
    setRows(sheet.rows);
    setInKind(sheet.inKind);
    setIsTouched(true);
    const text = sheetText(sheet);
    const base = sheetText(server);
    if (text === base) dropDraft(shelf);
    else keepDraft(shelf, { text, base, at: new Date().toISOString() });
    if (save.isSuccess) save.reset();
  };
  const change = (changed: TypedRow[]): void => put({ rows: changed, inKind });
  /* Of the sheet as it is kept: with the first change they are of something else. */
  const findings = save.data?.items ?? (isTouched ? [] : (stored.data?.items ?? []));
  const sum = rows.reduce((all, row) => all + (amountOf(row) ?? 0), 0);
  return (
    <div className="cost-editor">
      <p>{t('sel.cost.why')}</p>
      {resumed && isTouched && !save.isSuccess && (
        <Notice kind="info" title={t('sel.cost.resumed')} />
      )}
      {other && (
        <Notice kind="warn" title={t('sel.cost.other', { count: other.rows.length })}>
          <div className="actions">
            <Button
              onPress={() => {
                next.current = Math.max(next.current, other.rows.length);
                put(other);
                setOther(null);
              }}
            >
              {t('sel.cost.other.take')}
            </Button>
            <Button
              kind="quiet"
              onPress={() => {
                dropDraft(shelf);
                setOther(null);
              }}
            >
              {t('sel.cost.other.drop')}
            </Button>
          </div>
        </Notice>
      )}
      {rows.map((row, i) => (
        <Row
          key={row.key}
          row={row}
          number={i + 1}
          rules={rules}
          papers={papers}
          suppliers={suppliers}
          findings={findingsOf(findings, i, row.item)}
          onChange={(changed) => change(rows.map((one) => (one.key === row.key ? changed : one)))}
          onDrop={() => change(rows.filter((one) => one.key !== row.key))}
        />
      ))}
      {rows.length === 0 && <Empty title={t('sel.cost.none')} />}
      <div className="actions">
        <Button
          onPress={() => change([...rows, emptyRow(next.current++, rules.costs[0]?.id ?? '')])}
        >
          {t('sel.cost.add')}
        </Button>
      </div>
      <Paste
        rules={rules}
        onRows={(text) => {
          const read = pasted(text, rules.costs, next.current);
          next.current += read.rows.length;
          change([...rows, ...read.rows]);
          return read.leftOut;
        }}
      />
      <InKind rules={rules} given={inKind} onChange={(changed) => put({ rows, inKind: changed })} />
      <p className="cost-sum">
        {t('sel.cost.sum')} <Money won={sum} /> / {t('sel.cost.total')}{' '}
        <Money won={application.total} />
      </p>
      <Findings findings={restOf(findings, rows.map((row) => row.item))} />
      {save.isSuccess && findings.length === 0 && (
        <Notice kind="ok" title={t('sel.cost.in_order')} />
      )}
      {save.isSuccess && findings.length > 0 && (
        <Notice kind="warn" title={t('sel.cost.kept_wrong', { count: findings.length })} />
      )}
      {save.error && <ProblemNotice error={save.error} />}
      {save.error instanceof Unreachable && (
        <p className="field-note">{t('sel.cost.offline')}</p>
      )}
      {!isSendable && <p className="field-note">{t('sel.cost.unfinished')}</p>}
      <Button
        kind="primary"
        onPress={() => save.mutate()}
        isPending={save.isPending}
        isDisabled={!isSendable}
      >
        {t('sel.cost.save')}
      </Button>
    </div>
  );
}

function Shown({ rules, rows }: { rules: RuleParts; rows: readonly CostRow[] }): ReactNode {
  const { t, name } = useWords();
  const items = new Map(rules.costs.map((one) => [one.id, name(one)]));
  const hasPrices = rows.some((row) => row.unit_price !== undefined);
  return (
    <Table
      caption={t('sel.cost.title')}
      isCaptionHidden
      rows={rows.map((row, i) => ({ ...row, i }))}
      rowKey={(row) => row.i}
      columns={[
        { head: t('sel.cost.item'), isRowHead: true, cell: (row) => items.get(row.item) ?? row.item },
        { head: t('sel.cost.name'), cell: (row) => row.name },
        { head: t('sel.cost.model'), cell: (row) => row.model || '—' },
        { head: t('sel.cost.spec'), cell: (row) => row.spec || '—' },
        ...(hasPrices
          ? [
              {
                head: t('sel.cost.price'),
                align: 'right' as const,
                cell: (row: CostRow) => <Money won={row.unit_price} />,
              },
              {
                head: t('sel.cost.quantity'),
                align: 'right' as const,
                cell: (row: CostRow) => row.quantity,
              },
            ]
          : []),
        { head: t('sel.cost.amount'), align: 'right', cell: (row) => <Money won={row.amount} /> },
      ]}
    />
  );
}

function InKindShown({
  rules,
  rows,
}: {
  rules: RuleParts;
  rows: readonly InKindRow[];
}): ReactNode {
  const { t, name } = useWords();
  const nameOf = (id: string): string => {
    const funder = rules.funders.find((one) => one.id === id);
    return funder ? name(funder) : id;
  };
  return (
    <Facts
      items={rows.map((row) => [
        t('sel.cost.in_kind.of', { funder: nameOf(row.funder) }),
        <Money key={row.funder} won={row.amount} />,
      ])}
    />
  );
}

/* Where each price stands among earlier ones: it explains, and never stops anything. */
function Prices({ application, rows }: { application: number; rows: readonly CostRow[] }): ReactNode {
  const { t, name } = useWords();
  const query = useQuery({
    queryKey: ['prices', application],
    queryFn: ({ signal }) =>
      taken<Items<PriceMemory>>(
        api.GET('/api/applications/{id}/prices', { params: at(application), signal }),
      ),
  });
  return (
    <Answer query={query}>
      {({ items }) => (
        <Table
          caption={t('sel.price.title')}
          rows={items}
          rowKey={(price) => price.row}
          columns={[
            {
              head: t('sel.cost.name'),
              isRowHead: true,
              cell: (price) => rows[price.row]?.name ?? price.row + 1,
            },
            { head: t('sel.price.earlier'), align: 'right', cell: (price) => price.earlier },
            {
              head: t('sel.price.percentile'),
              align: 'right',
              cell: (price) =>
                price.percentile_bp == null ? '—' : formatPercent(price.percentile_bp / 10000),
            },
            { head: t('sel.price.words'), cell: name },
          ]}
        />
      )}
    </Answer>
  );
}

export function CostSheet({ application }: { application: Application }): ReactNode {
  const { t } = useWords();
  const session = useSession();
  const isOwn = session.organisation_id === application.adopter_id;
  const isOpen = application.state === 'draft' || application.state === 'returned';
  const isWriter = isOwn && isOpen && session.role.startsWith('adopter');
  const inKind = useQuery({
    queryKey: ['in-kind', application.id],
    queryFn: ({ signal }) =>
      taken<Items<InKindRow>>(
        api.GET('/api/applications/{id}/in-kind', { params: at(application.id), signal }),
      ),
  });
  const rules = useQuery(ruleQuery(application.programme, application.programme_version));
  const query = useQuery({
    queryKey: ['costs', application.id],
    queryFn: ({ signal }) =>
      taken<Items<CostRow>>(
        api.GET('/api/applications/{id}/costs', { params: at(application.id), signal }),
      ),
  });
  return (
    <Card title={t('sel.cost.title')}>
      <Answer query={query}>
        {({ items }) => (
          <Answer query={rules}>
            {(parts) => (
              <>
                {isWriter ? (
                  <Answer query={inKind}>
                    {(given) => (
                      <Editor
                        application={application}
                        rules={parts}
                        rows={items}
                        inKind={given.items}
                      />
                    )}
                  </Answer>
                ) : items.length === 0 ? (
                  <Empty title={t('sel.cost.none')} />
                ) : (
                  <Shown rules={parts} rows={items} />
                )}
                {!isWriter && (inKind.data?.items ?? []).length > 0 && (
                  <InKindShown rules={parts} rows={inKind.data?.items ?? []} />
                )}
                {items.length > 0 && <Prices application={application.id} rows={items} />}
              </>
            )}
          </Answer>
        )}
      </Answer>
    </Card>
  );
}
