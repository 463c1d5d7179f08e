/* One draft of rules: the common members as a form, the rest as text; what is wrong with it, what it
 * changes, how past applications would have fared, and its publication by another person. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { Items, RuleDifference, RuleDraft, RuleProblem, RuleSimulation } from '../api/types.ts';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Form, MoneyField, TextField } from '../kit/field.tsx';
import { formatTime } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { Badge, Card, Facts, Money, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { stateTone } from '../kit/tones.ts';
import { useWords } from '../words/words.tsx';
import { readHead, writeFunder, writeHead } from './rule-text.ts';

interface TextProps {
  text: string;
  onChange: (text: string) => void;
}

function NumberField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}): ReactNode {
  return (
    <TextField
      label={label}
      value={String(value)}
      inputMode="numeric"
      onChange={(typed) => /^\d{1,9}$/.test(typed) && onChange(Number(typed))}
    />
  );
}

/* Keeps what is typed; hands on what can be read as won. */
function WonField({
  label,
  won,
  onChange,
}: {
  label: string;
  won: number;
  onChange: (won: number) => void;
}): ReactNode {
  const { t } = useWords();
  const [typed, setTyped] = useState(String(won));
  const change = (value: string): void => {
    setTyped(value);
    const read = parseWon(value);
    if (read !== null) onChange(read);
  };
  return (
    <MoneyField
      label={label}
      value={parseWon(typed) === won || parseWon(typed) === null ? typed : String(won)}
      onChange={change}
      description={t('rule_draft.no_limit')}
    />
  );
}

function CommonFields({ text, onChange }: TextProps): ReactNode {
  const { t, name } = useWords();
  const head = readHead(text);
  if (!head) return <Notice kind="warn" title={t('rule_draft.unreadable')} />;
  return (
    <>
      <TextField
        label={t('rule_draft.ko')}
        value={head.ko}
        onChange={(ko) => onChange(writeHead(text, { ko }))}
      />
      <TextField
        label={t('rule_draft.en')}
        value={head.en}
        onChange={(en) => onChange(writeHead(text, { en }))}
      />
      <NumberField
        label={t('programme.year')}
        value={head.year}
        onChange={(year) => onChange(writeHead(text, { year }))}
      />
      <NumberField
        label={t('programme.version')}
        value={head.rules_version}
        onChange={(rules_version) => onChange(writeHead(text, { rules_version }))}
      />
      <WonField
        label={t('programme.max')}
        won={head.total.max}
        onChange={(max) => onChange(writeHead(text, { total: { ...head.total, max } }))}
      />
      {head.funders.map((one) => (
        <fieldset key={one.id} className="form">
          <legend className="field-label">{name(one)}</legend>
          <NumberField
            label={t('rule_draft.share', { name: name(one) })}
            value={one.share_bp}
            onChange={(share_bp) => onChange(writeFunder(text, one.id, { share_bp }))}
          />
          <WonField
            label={t('rule_draft.cap', { name: name(one) })}
            won={one.cap}
            onChange={(cap) => onChange(writeFunder(text, one.id, { cap }))}
          />
        </fieldset>
      ))}
    </>
  );
}

function Editor({ draft }: { draft: RuleDraft }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [text, setText] = useState(draft.document ?? '');
  const save = useMutation({
    mutationFn: () => 
      taken<RuleDraft>(
        api.PATCH('/api/rule-drafts/{id}', { params: at(draft.id), body: { document: text } }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['rule-drafts'] }),
  });
  const isChanged = text !== draft.document;
  return (
    <Card title={t('rule_draft.content')}>
      <Form onSubmit={() => isChanged && save.mutate()}>
        <CommonFields text={text} onChange={setText} />
        <TextField
          label={t('rule_draft.text')}
          value={text}
          onChange={setText}
          lines={18}
          description={t('rule_draft.text.note')}
        />
        {save.error && <ProblemNotice error={save.error} />}
        {save.isSuccess && !isChanged && <Notice kind="ok" title={t('rule_draft.saved')} />}
        <Button kind="primary" type="submit" isPending={save.isPending} isDisabled={!isChanged}>
          {t('common.save')}
        </Button>
      </Form>
    </Card>
  );
}

function Problems({ draft }: { draft: RuleDraft }): ReactNode {
  const { t, name } = useWords();
  const query = useQuery({
    queryKey: ['rule-drafts', draft.id, 'problems', draft.changed_at],
    queryFn: ({ signal }) =>
      taken<Items<RuleProblem>>(
        api.GET('/api/rule-drafts/{id}/problems', { params: at(draft.id), signal }),
      ),
  });
  return (
    <Card title={t('rule_draft.problems')}>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice kind="ok" title={t('rule_draft.no_problems')} />
          ) : (
            <Table
              caption={t('rule_draft.problems')}
              isCaptionHidden
              rows={items}
              rowKey={(one) => one.place + one.text}
              columns={[
                { head: t('rule_draft.place'), isRowHead: true, cell: (one) => one.place },
                { head: t('rule_draft.what'), cell: name },
                { head: t('rule_draft.found'), cell: (one) => one.text },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}

function Differences({ draft }: { draft: RuleDraft }): ReactNode {
  const { t, name } = useWords();
  const query = useQuery({
    queryKey: ['rule-drafts', draft.id, 'differences', draft.changed_at],
    queryFn: ({ signal }) =>
      taken<Items<RuleDifference>>(
        api.GET('/api/rule-drafts/{id}/differences', { params: at(draft.id), signal }),
      ),
    retry: false,
  });
  return (
    <Card title={t('rule_draft.differences')}>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('rule_draft.no_differences')} />
          ) : (
            <Table
              caption={t('rule_draft.differences')}
              isCaptionHidden
              rows={items}
              rowKey={(one) => one.place + (one.after === null ? '-' : '')}
              columns={[
                { head: t('rule_draft.place'), isRowHead: true, cell: name },
                { head: t('rule_draft.before'), cell: (one) => one.before ?? '—' },
                { head: t('rule_draft.after'), cell: (one) => one.after ?? '—' },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}

const outcomes = ['eligible', 'ineligible', 'unknown', 'fundable', 'not_fundable'] as const;

function SimulationTables({ simulation }: { simulation: RuleSimulation }): ReactNode {
  const { t, label, pick } = useWords();
  return (
    <>
      <Table
        caption={t('simulation.counts', { count: simulation.applications })}
        rows={outcomes}
        rowKey={(one) => one}
        columns={[
          { head: t('simulation.what'), isRowHead: true, cell: (one) => label('outcome', one) },
          {
            head: t('rule_draft.before'),
            align: 'right',
            cell: (one) => simulation.before[one],
          },
          { head: t('rule_draft.after'), align: 'right', cell: (one) => simulation.after[one] },
        ]}
      />
      <Table
        caption={t('simulation.money')}
        rows={simulation.money ?? []}
        rowKey={(one) => one.party}
        columns={[
          { head: t('split.funder'), isRowHead: true, cell: (one) => label('party', one.party) },
          {
            head: t('rule_draft.before'),
            align: 'right',
            cell: (one) => <Money won={one.before} />,
          },
          { head: t('rule_draft.after'), align: 'right', cell: (one) => <Money won={one.after} /> },
        ]}
      />
      {simulation.changed.length > 0 && (
        <Table
          caption={t('simulation.changed')}
          rows={simulation.changed}
          rowKey={(one) => one.application_id}
          columns={[
            { head: t('simulation.number'), isRowHead: true, cell: (one) => one.number },
            { head: t('rule_draft.before'), cell: (one) => label('verdict', one.before) },
            { head: t('rule_draft.after'), cell: (one) => label('verdict', one.after) },
            { head: t('simulation.ground'), cell: (one) => pick(one.ground_ko, one.ground_en) },
            {
              head: t('simulation.firm'),
              align: 'right',
              cell: (one) => (one.firm_after ? <Money won={one.firm_after} /> : '—'),
            },
          ]}
        />
      )}
    </>
  );
}

function Simulation({ draft }: { draft: RuleDraft }): ReactNode {
  const { t } = useWords();
  const run = useMutation({
    mutationFn: () => 
      taken<RuleSimulation>(
        api.GET('/api/rule-drafts/{id}/simulation', { params: at(draft.id) }),
      ),
  });
  return (
    <Card title={t('simulation.title')}>
      <p>{t('simulation.why')}</p>
      <Button onPress={() => run.mutate()} isPending={run.isPending}>
        {t('simulation.go')}
      </Button>
      {run.error && <ProblemNotice error={run.error} />}
      {run.data && <SimulationTables simulation={run.data} />}
    </Card>
  );
}

function Publish({ draft }: { draft: RuleDraft }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const publish = useMutation({
    mutationFn: () => 
      taken<RuleDraft>(
        api.POST('/api/rule-drafts/{id}/publish', { params: at(draft.id), body: {} }),
      ),
    onSuccess: () => void client.invalidateQueries(),
  });
  return (
    <Card title={t('rule_draft.publish')}>
      {draft.mine ? (
        <p>{t('rule_draft.four_eyes')}</p>
      ) : (
        <>
          <p>{t('rule_draft.publish.why')}</p>
          {publish.error && <ProblemNotice error={publish.error} />}
          <Button kind="primary" onPress={() => publish.mutate()} isPending={publish.isPending}>
            {t('rule_draft.publish.go')}
          </Button>
        </>
      )}
    </Card>
  );
}

/* A draft given up stays to be read, and nobody publishes it. */
function Drop({ draft }: { draft: RuleDraft }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const drop = useMutation({
    mutationFn: () =>
      taken<RuleDraft>(api.POST('/api/rule-drafts/{id}/drop', { params: at(draft.id), body: {} })),
    onSuccess: () => {
      setIsAsking(false);
      void client.invalidateQueries({ queryKey: ['rule-drafts'] });
    },
  });
  return (
    <Card title={t('rule_draft.drop')}>
      <p>{t('rule_draft.drop.why')}</p>
      <Button kind="danger" onPress={() => setIsAsking(true)}>
        {t('rule_draft.drop')}
      </Button>
      {isAsking && (
        <Dialog title={t('rule_draft.drop')} onClose={() => setIsAsking(false)}>
          <p>{t('rule_draft.drop.sure', { title: draft.title })}</p>
          {drop.error && <ProblemNotice error={drop.error} />}
          <div className="actions">
            <Button kind="danger" onPress={() => drop.mutate()} isPending={drop.isPending}>
              {t('rule_draft.drop.go')}
            </Button>
            <Button onPress={() => setIsAsking(false)}>{t('common.cancel')}</Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}

function DraftView({ draft }: { draft: RuleDraft }): ReactNode {
  const { t, label, language } = useWords();
  const { role } = useSession();
  const isOpen = draft.state === 'draft';
  const mayPublish = role === 'operator_officer' || role === 'ministry_viewer';
  return (
    <>
      <div className="page-head">
        <h1>{draft.title}</h1>
        <Facts
          items={[
            [
              t('case.state'),
              <Badge key="state" tone={stateTone(draft.state)}>
                {label('state', draft.state)}
              </Badge>,
            ],
            [t('rule_draft.authors'), draft.authors?.join(', ') ?? '—'],
            [t('rule_draft.publisher'), draft.publisher ?? '—'],
            [t('rule_draft.changed'), formatTime(draft.changed_at, language)],
          ]}
        />
      </div>
      {isOpen && role === 'operator_officer' && <Editor draft={draft} />}
      <Problems draft={draft} />
      <Differences draft={draft} />
      <Simulation draft={draft} />
      {isOpen && mayPublish && <Publish draft={draft} />}
      {isOpen && role === 'operator_officer' && <Drop draft={draft} />}
    </>
  );
}

export function RuleDraftPage({ params }: PageProps): ReactNode {
  const id = Number(params.id);
  const query = useQuery({
    queryKey: ['rule-drafts', id],
    queryFn: ({ signal }) =>
      taken<RuleDraft>(api.GET('/api/rule-drafts/{id}', { params: at(id), signal })),
  });
  return <Answer query={query}>{(draft) => <DraftView draft={draft} />}</Answer>;
}
