/* How smart the factory is, item by item, and the cheapest way to its next level. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';
import { api, taken } from '../api/client.ts';
import type {
  Items,
  LevelAnswer,
  LevelItem,
  LevelModel,
  LevelPayer,
  LevelStanding,
  LevelWay,
} from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form, MoneyField, SelectField } from '../kit/field.tsx';
import { formatNumber } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { Badge, Card, Facts, Money, Table } from '../kit/show.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const path = (key: string) => ({ params: { path: { key } } });

function useNames(model: LevelModel) {
  const { name } = useWords();
  const find = (list: readonly { id: string; ko: string; en: string }[], id: string | null | undefined) => {
    const one = list.find((each) => each.id === id);
    return one ? name(one) : '—';
  };
  return {
    area: (id: string) => find(model.areas, id),
    step: (id: string | null | undefined) => find(model.steps, id),
    item: (id: string) => find(model.items, id),
  };
}

function CostDialog({
  model,
  item,
  answer,
  onClose,
}: {
  model: LevelModel;
  item: LevelItem;
  answer: LevelAnswer | undefined;
  onClose: () => void;
}): ReactNode {
  const { t, name } = useWords();
  const tell = useTell(model.key, onClose);
  const [cost, setCost] = useState(answer?.cost ? String(answer.cost) : '');
  const won = parseWon(cost);
  const isReadable = cost.trim() === '' || won !== null;
  const keep = (): void => {
    if (!isReadable) return;
    tell.mutate({ item: item.id, met: answer?.met ?? false, ...(won !== null && { cost: won }) });
  };
  return (
    <Dialog title={name(item)} onClose={onClose}>
      <p>{t('levels.cost.why')}</p>
      <Form onSubmit={keep}>
        <MoneyField label={t('levels.cost')} value={cost} onChange={setCost} />
        {tell.error && <ProblemNotice error={tell.error} />}
        <div className="actions">
          <Button kind="primary" type="submit" isPending={tell.isPending} isDisabled={!isReadable}>
            {t('common.save')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function useTell(key: string, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (answer: LevelAnswer) =>
      taken<LevelStanding>(api.POST('/api/levels/{key}', { ...path(key), body: answer })),
    onSuccess: (standing) => {
      client.setQueryData(['level', key], standing);
      void client.invalidateQueries({ queryKey: ['level-way', key] });
      onDone?.();
    },
  });
}

function ItemTable({
  model,
  standing,
}: {
  model: LevelModel;
  standing: LevelStanding;
}): ReactNode {
  const { t, name, language } = useWords();
  const names = useNames(model);
  const tell = useTell(model.key);
  const [priced, setPriced] = useState<LevelItem | null>(null);
  const answers = new Map(standing.answers.map((answer) => [answer.item, answer]));
  const toggle = (item: LevelItem): void => {
    const answer = answers.get(item.id);
    tell.mutate({ item: item.id, met: !answer?.met, cost: answer?.cost ?? null });
  };
  const rank = (item: LevelItem): string =>
    item.step
      ? names.step(item.step)
      : t('levels.points', { points: formatNumber((item.points_milli ?? 0) / 1000) });
  return (
    <>
      {tell.error && <ProblemNotice error={tell.error} />}
      <Table
        caption={t('levels.items')}
        isCaptionHidden
        rows={model.items}
        rowKey={(item) => item.id}
        columns={[
          {
            head: t('levels.item'),
            isRowHead: true,
            cell: (item) => (
              <Checkbox
                className="check"
                isSelected={answers.get(item.id)?.met ?? false}
                onChange={() => toggle(item)}
              >
                <span className="check-box" aria-hidden="true" />
                <span>{name(item)}</span>
              </Checkbox>
            ),
          },
          { head: t('levels.area'), cell: (item) => names.area(item.area) },
          { head: t('levels.step'), cell: rank },
          {
            head: t('levels.collects'),
            cell: (item) =>
              item.collects ? <Badge tone="info">{t('levels.collects.yes')}</Badge> : '—',
          },
          {
            head: t('levels.cost'),
            align: 'right',
            cell: (item) => {
              const cost = answers.get(item.id)?.cost;
              const has = cost !== null && cost !== undefined;
              return (
                <Button
                  onPress={() => setPriced(item)}
                  aria-label={t('levels.cost.of', { item: name(item) })}
                >
                  {has ? `${formatNumber(cost)}${language === 'ko' ? '원' : ' won'}` : t('levels.cost.add')}
                </Button>
              );
            },
          },
        ]}
      />
      {priced && (
        <CostDialog
          model={model}
          item={priced}
          answer={answers.get(priced.id)}
          onClose={() => setPriced(null)}
        />
      )}
    </>
  );
}

function Payers({ payers }: { payers: readonly LevelPayer[] }): ReactNode {
  const { t, name, pick, basis, label } = useWords();
  const tone = { yes: 'ok', no: 'danger', unknown: 'warn' } as const;
  return (
    <Table
      caption={t('levels.payers')}
      rows={payers}
      rowKey={(payer) => payer.programme}
      columns={[
        {
          head: t('programme.name'),
          isRowHead: true,
          cell: (payer) => (
            <Link to={`/programmes/${encodeURIComponent(payer.programme)}`}>{name(payer)}</Link>
          ),
        },
        {
          head: t('levels.may'),
          cell: (payer) => (
            <Badge tone={tone[payer.verdict]}>{label('levels.may', payer.verdict)}</Badge>
          ),
        },
        {
          head: t('levels.shares'),
          cell: (payer) =>
            payer.shares.length > 0 ? (
              <ul className="lines">
                {payer.shares.map((share) => (
                  <li key={share.ko}>
                    {name(share)} <Money won={share.amount} />
                  </li>
                ))}
              </ul>
            ) : (
              pick(payer.refused_ko, payer.refused_en) || t('levels.no_price')
            ),
        },
        {
          head: t('levels.grounds'),
          cell: (payer) =>
            payer.grounds.length > 0 ? (
              <ul className="lines">
                {payer.grounds.map((ground) => (
                  <li key={ground.ko}>
                    {name(ground)} ({label('levels.ground', ground.verdict)}; {basis(ground)})
                  </li>
                ))}
              </ul>
            ) : (
              '—'
            ),
        },
      ]}
    />
  );
}

function Way({ model, standing }: { model: LevelModel; standing: LevelStanding }): ReactNode {
  const { t } = useWords();
  const names = useNames(model);
  const now = model.steps.findIndex((step) => step.id === standing.step);
  const above = model.steps.slice(Math.max(now, 0) + 1);
  const [wanted, setWanted] = useState('');
  const target = above.some((step) => step.id === wanted) ? wanted : (above[0]?.id ?? '');
  const way = useQuery({
    queryKey: ['level-way', model.key, target, standing.answers],
    queryFn: ({ signal }) =>
      taken<LevelWay>(
        api.GET('/api/levels/{key}/way', {
          params: { path: { key: model.key }, query: { target } },
          signal,
        }),
      ),
    enabled: target !== '',
    retry: false,
  });
  if (target === '') return <Empty title={t('levels.at_top')} />;
  return (
    <>
      <SelectField
        label={t('levels.target')}
        value={target}
        onChange={setWanted}
        choices={above.map((step) => ({ value: step.id, text: names.step(step.id) }))}
      />
      <Answer query={way}>
        {(found) => (
          <>
            <Facts
              items={[
                [t('levels.way.cost'), <Money key="cost" won={found.cost} spoken />],
                [t('levels.way.count'), t('levels.way.items', { count: found.items.length })],
                [t('levels.way.unpriced'), t('levels.way.items', { count: found.unpriced })],
              ]}
            />
            <ol>
              {found.items.map((choice) => (
                <li key={choice.item}>
                  {names.item(choice.item)}{' '}
                  {choice.cost === null || choice.cost === undefined ? (
                    <span className="field-note">{t('levels.no_price')}</span>
                  ) : (
                    <Money won={choice.cost} />
                  )}
                </li>
              ))}
            </ol>
            <Payers payers={found.payers} />
          </>
        )}
      </Answer>
    </>
  );
}

function ModelView({ model }: { model: LevelModel }): ReactNode {
  const { t, label } = useWords();
  const names = useNames(model);
  const query = useQuery({
    queryKey: ['level', model.key],
    queryFn: ({ signal }) =>
      taken<LevelStanding>(api.GET('/api/levels/{key}', { ...path(model.key), signal })),
  });
  return (
    <Answer query={query}>
      {(standing) => (
        <>
          <Card title={t('levels.now')}>
            <p>{label('levels.scale', model.scale)}</p>
            <Facts
              items={[
                [
                  t('levels.now.whole'),
                  standing.step ? names.step(standing.step) : t('levels.unknown'),
                ],
                ...standing.areas
                  .filter((area) => area.step !== null)
                  .map((area): [string, ReactNode] => [names.area(area.area), names.step(area.step)]),
              ]}
            />
            <p className="field-note">{model.basis}</p>
          </Card>
          <Card title={t('levels.items')}>
            {model.items.length === 0 ? (
              <Empty title={t('levels.no_items')} />
            ) : (
              <ItemTable model={model} standing={standing} />
            )}
          </Card>
          <Card title={t('levels.way')}>
            <Way model={model} standing={standing} />
          </Card>
        </>
      )}
    </Answer>
  );
}

export function LevelsPage(): ReactNode {
  const { t, name } = useWords();
  const [key, setKey] = useState('');
  const query = useQuery({
    queryKey: ['level-models'],
    queryFn: ({ signal }) => taken<Items<LevelModel>>(api.GET('/api/level-models', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('levels.title')}</h1>
        <p>{t('levels.why')}</p>
      </div>
      <Answer query={query}>
        {({ items }) => {
          const model = items.find((one) => one.key === key) ?? items[0];
          if (!model) return <Empty title={t('levels.none')} />;
          return (
            <>
              <SelectField
                label={t('levels.model')}
                value={model.key}
                onChange={setKey}
                choices={items.map((one) => ({ value: one.key, text: name(one) }))}
              />
              <ModelView key={model.key} model={model} />
            </>
          );
        }}
      </Answer>
    </>
  );
}
