/* May this firm apply, and why not: each ground with its article. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { Eligibility, Ground } from '../api/selection.ts';
import type { Application, Items, Named, Role, Verdict } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useIsFirm, useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatDay, formatNumber } from '../kit/format.ts';
import { Badge, Card, Table, type Tone } from '../kit/show.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { FactValue, factChoices, readFact } from './fact.tsx';
import type { FactForm } from './fact-value.ts';

const tones: Record<Verdict, Tone> = { yes: 'ok', no: 'danger', unknown: 'warn' };
const rankingReaders: readonly Role[] = [
  'operator_officer',
  'operator_finance',
  'ministry_viewer',
  'auditor',
];

export function VerdictBadge({ verdict }: { verdict: Verdict }): ReactNode {
  const { label } = useWords();
  return <Badge tone={tones[verdict]}>{label('verdict', verdict)}</Badge>;
}

function Grounds({ grounds }: { grounds: readonly Ground[] }): ReactNode {
  const { t, name, basis } = useWords();
  if (grounds.length === 0) return null;
  return (
    <Table
      caption={t('sel.eligible.grounds')}
      rows={grounds}
      rowKey={(ground) => `${ground.exclusion}${ground.id}`}
      columns={[
        { head: t('sel.eligible.ground'), isRowHead: true, cell: name },
        {
          head: t('sel.eligible.found'),
          cell: (ground) => (
            <Badge tone={tones[ground.verdict]}>
              {t(ground.verdict === 'unknown' ? 'sel.fact.unknown' : 'sel.eligible.not_met')}
            </Badge>
          ),
        },
        { head: t('programme.basis'), cell: basis },
      ]}
    />
  );
}

function Judgement({ answer }: { answer: Eligibility }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <p className="verdict-line">
        <VerdictBadge verdict={answer.eligible} />{' '}
        {t(`sel.eligible.${answer.eligible}`)}
        {answer.bonus_milli > 0 &&
          ` ${t('sel.eligible.bonus', { points: formatNumber(answer.bonus_milli / 1000) })}`}
      </p>
      <Grounds grounds={answer.grounds} />
    </>
  );
}

/* On the page of a programme: the firm's own answer; for those who oversee, the way to the ranking. */
export function ProgrammeSelection({ programme }: { programme: string }): ReactNode {
  const { t } = useWords();
  const isFirm = useIsFirm();
  const { role } = useSession();
  const query = useQuery({
    queryKey: ['eligibility', programme],
    queryFn: ({ signal }) =>
      taken<Eligibility>(
        api.GET('/api/programmes/{key}/eligibility', {
          params: { path: { key: programme } },
          signal,
        }),
      ),
    enabled: isFirm,
  });
  if (rankingReaders.includes(role))
    return (
      <p>
        <Link to={`/programmes/${encodeURIComponent(programme)}/ranking`}>
          {t('sel.ranking.open')}
        </Link>
      </p>
    );
  if (!isFirm) return null;
  return (
    <Card title={t('sel.eligible.may_we')}>
      <Answer query={query}>
        {(answer) => (
          <>
            <Judgement answer={answer} />
            <p>
              <Link to="/profile">{t('sel.eligible.to_profile')}</Link>
            </p>
          </>
        )}
      </Answer>
    </Card>
  );
}

interface FactInfo extends Named, FactForm {
  id: string;
}

function useFactInfos(isWanted: boolean) {
  return useQuery({
    queryKey: ['rule-facts'],
    queryFn: async ({ signal }): Promise<FactInfo[]> => {
      const { items } = await taken<
        Items<Named & { id: string; kind: FactForm['kind']; words: string }>
      >(api.GET('/api/rule-facts', { signal }));
      return items.map(({ words, ...fact }) => ({ ...fact, choices: words }));
    },
    staleTime: Infinity,
    enabled: isWanted,
  });
}

/* What the officer found, with where he found it. */
function Recording({ application, infos }: { application: number; infos: readonly FactInfo[] }): ReactNode {
  const { t, name, label } = useWords();
  const client = useQueryClient();
  const [which, setWhich] = useState(infos[0]?.id ?? '');
  const [text, setText] = useState('');
  const [source, setSource] = useState('');
  const info = infos.find((one) => one.id === which);
  const read = info ? readFact(info, text) : null;
  const record = useMutation({
    mutationFn: () =>
      taken<Eligibility>(
        api.POST('/api/applications/{id}/facts', {
          params: at(application),
          body: { facts: [{ fact: which, ...(read ?? {}), source: source.trim() }] },
        }),
      ),
    onSuccess: (answer) => {
      client.setQueryData(['eligibility', 'application', application], answer);
      setText('');
      setSource('');
    },
  });
  if (!info) return null;
  const choices = factChoices(info, t, label);
  const isReady = read !== null && source.trim() !== '';
  return (
    <details className="more">
      <summary>{t('sel.eligible.record')}</summary>
      <Form onSubmit={() => isReady && record.mutate()}>
        <SelectField
          label={t('sel.fact')}
          value={which}
          onChange={(next) => {
            setWhich(next);
            setText('');
          }}
          choices={infos.map((one) => ({ value: one.id, text: name(one) }))}
        />
        {choices ? (
          <SelectField
            label={t('sel.fact.value')}
            value={text}
            onChange={setText}
            choices={[{ value: '', text: t('sel.fact.choose') }, ...choices]}
          />
        ) : (
          <TextField label={t('sel.fact.value')} value={text} onChange={setText} inputMode="numeric" />
        )}
        <TextField
          label={t('sel.fact.source')}
          value={source}
          onChange={setSource}
          description={t('sel.fact.source.note')}
        />
        {record.error && <ProblemNotice error={record.error} />}
        <Button kind="primary" type="submit" isPending={record.isPending} isDisabled={!isReady}>
          {t('sel.eligible.record.go')}
        </Button>
      </Form>
    </details>
  );
}

/* Before it is handed in nothing has been looked up: the firm's own profile is what there is. */
export function EligibilityPanel({ application }: { application: Application }): ReactNode {
  const isFirm = useIsFirm();
  const isDraft = application.state === 'draft';
  if (isFirm && isDraft) return <ProgrammeSelection programme={application.programme} />;
  return <Found application={application} />;
}

function Found({ application }: { application: Application }): ReactNode {
  const { t, name, language } = useWords();
  const { role } = useSession();
  const infos = useFactInfos(true);
  const query = useQuery({
    queryKey: ['eligibility', 'application', application.id],
    queryFn: ({ signal }) =>
      taken<Eligibility>(
        api.GET('/api/applications/{id}/eligibility', { params: at(application.id), signal }),
      ),
  });
  const info = (fact: string): FactInfo | undefined => infos.data?.find((one) => one.id === fact);
  return (
    <Card title={t('sel.eligible.title')}>
      <Answer query={query}>
        {(answer) => (
          <>
            <Judgement answer={answer} />
            {(answer.facts ?? []).length === 0 ? (
              <Empty title={t('sel.eligible.no_facts')} />
            ) : (
              <Table
                caption={t('sel.eligible.facts')}
                rows={answer.facts ?? []}
                rowKey={(fact) => fact.fact}
                columns={[
                  {
                    head: t('sel.fact'),
                    isRowHead: true,
                    cell: (fact) => {
                      const known = info(fact.fact);
                      return known ? name(known) : fact.fact;
                    },
                  },
                  {
                    head: t('sel.fact.value'),
                    cell: (fact) => {
                      const known = info(fact.fact);
                      return known ? (
                        <FactValue fact={{ ...known, number: fact.number ?? null, word: fact.word ?? null }} />
                      ) : (
                        '—'
                      );
                    },
                  },
                  { head: t('sel.fact.source'), cell: (fact) => fact.source },
                  {
                    head: t('sel.fact.day'),
                    cell: (fact) => formatDay(fact.recorded_at, language),
                  },
                ]}
              />
            )}
          </>
        )}
      </Answer>
      {role === 'operator_officer' && infos.data && (
        <Recording application={application.id} infos={infos.data} />
      )}
    </Card>
  );
}
