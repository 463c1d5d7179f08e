/* A reviewer at work: the reviews one was given; and for one of them the evidence beside the score
 * sheet. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Checkbox, CheckboxGroup, Label } from 'react-aria-components';
import { api, at, done, taken } from '../api/client.ts';
import {
  ruleQuery,
  type MatterDetail,
  type OwnSeat,
  type RuleParts,
  type ScoreSheet,
} from '../api/selection.ts';
import type { Application, Items, Organisation, Plan } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatDay, formatNumber, formatPercent, formatTime } from '../kit/format.ts';
import { KeptBeside, Saved } from '../kit/saved.tsx';
import { Badge, Card, Facts, Money, PlusMinus, Table } from '../kit/show.tsx';
import { SplitBar } from '../kit/split-bar.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useAutosave } from '../kit/use-autosave.ts';
import { useWords } from '../words/words.tsx';
import { Attachments } from './attachments.tsx';
import { RerunPanel } from './rerun.tsx';
import { isComplete, readDraft, sumOf, writeDraft } from './sheet.ts';

const seatsQuery = {
  queryKey: ['own-seats'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    taken<Items<OwnSeat>>(api.GET('/api/reviews', { signal })),
};

function OwnTie(): ReactNode {
  const { t, label } = useWords();
  const [firm, setFirm] = useState('');
  const [kind, setKind] = useState('interest');
  const [note, setNote] = useState('');
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) =>
      taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
  });
  const isReady = firm !== '' && note.trim() !== '';
  const declare = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/ties', {
          body: { organisation_id: Number(firm), kind, note: note.trim() },
        }),
      ),
    onSuccess: () => setNote(''),
  });
  return (
    <Card title={t('sel.tie.own')}>
      <p>{t('sel.tie.own.why')}</p>
      <Form onSubmit={() => isReady && declare.mutate()}>
        <SelectField
          label={t('sel.tie.firm')}
          value={firm}
          onChange={setFirm}
          choices={[
            { value: '', text: t('sel.tie.firm.choose') },
            ...(organisations.data?.items ?? [])
              .filter((one) => one.kind === 'adopter' || one.kind === 'supplier')
              .map((one) => ({ value: String(one.id), text: one.name })),
          ]}
        />
        <SelectField
          label={t('sel.tie.kind')}
          value={kind}
          onChange={setKind}
          choices={['interest', 'past_employment', 'supplier'].map((one) => ({
            value: one,
            text: label('sel.tie', one),
          }))}
        />
        <TextField label={t('sel.tie.note')} value={note} onChange={setNote} />
        {declare.error && <ProblemNotice error={declare.error} />}
        {declare.isSuccess && <Notice kind="ok" title={t('sel.tie.kept')} />}
        <Button type="submit" isPending={declare.isPending} isDisabled={!isReady}>
          {t('sel.tie.go')}
        </Button>
      </Form>
    </Card>
  );
}

export function ReviewsPage(): ReactNode {
  const { t, name, language } = useWords();
  const query = useQuery(seatsQuery);
  return (
    <>
      <div className="page-head">
        <h1>{t('sel.reviews.title')}</h1>
        <p>{t('sel.reviews.why')}</p>
      </div>
      <Card title={t('sel.reviews.list')}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('sel.reviews.none')} />
            ) : (
              <Table
                caption={t('sel.reviews.list')}
                isCaptionHidden
                rows={items}
                rowKey={(seat) => seat.matter_id}
                columns={[
                  {
                    head: t('case.adopter'),
                    isRowHead: true,
                    cell: (seat) => (
                      <Link to={`/applications/${seat.application_id}/review`}>
                        {seat.firm} — {seat.title}
                      </Link>
                    ),
                  },
                  { head: t('application.number'), cell: (seat) => seat.number },
                  { head: t('sel.seat.review'), cell: name },
                  { head: t('sel.seat.until'), cell: (seat) => formatDay(seat.until_at, language) },
                  {
                    head: t('sel.seat.state'),
                    cell: (seat) => (
                      <Badge tone={seat.signed_at ? 'ok' : 'warn'}>
                        {t(seat.signed_at ? 'sel.reviews.signed' : 'sel.reviews.open')}
                      </Badge>
                    ),
                  },
                ]}
              />
            )
          }
        </Answer>
      </Card>
      <OwnTie />
    </>
  );
}

/* ---- the evidence ---- */

interface PlanNumbers {
  baseline?: {
    throughput?: { mean: number; half_width: number };
    lead_mean?: { mean: number; half_width: number };
    bottleneck_name?: string | null;
  };
  words?: { ko: string; en: string };
  fit_for_advice?: boolean | null;
  seed?: number;
}
const HOUR = 3600;

/* A mentor reads the plan without its amounts: the page of the whole plan is about them. */
function PlanEvidence({ application }: { application: Application }): ReactNode {
  const { t, name } = useWords();
  const { role } = useSession();
  const query = useQuery({
    queryKey: ['plan', application.plan_id],
    queryFn: ({ signal }) =>
      taken<Plan>(api.GET('/api/plans/{id}', { params: at(application.plan_id), signal })),
  });
  return (
    <Card title={t('sel.review.plan')}>
      <Answer query={query}>
        {(plan) => {
          const numbers = plan.document as PlanNumbers;
          return (
            <>
              {numbers.words && <p className="sentence">{name(numbers.words)}</p>}
              {numbers.fit_for_advice === false && (
                <Notice kind="warn" title={t('sel.review.unfit')} />
              )}
              <Facts
                items={[
                  [t('sel.review.bottleneck'), numbers.baseline?.bottleneck_name ?? '—'],
                  [
                    t('sel.review.throughput'),
                    numbers.baseline?.throughput ? (
                      <PlusMinus
                        key="throughput"
                        value={numbers.baseline.throughput}
                        unit={t('sel.review.pieces')}
                      />
                    ) : (
                      '—'
                    ),
                  ],
                  [
                    t('sel.review.lead'),
                    numbers.baseline?.lead_mean ? (
                      <PlusMinus
                        key="lead"
                        value={numbers.baseline.lead_mean}
                        factor={HOUR}
                        unit={t('sel.review.hours')}
                      />
                    ) : (
                      '—'
                    ),
                  ],
                  [t('sel.review.seed'), numbers.seed ?? '—'],
                ]}
              />
            </>
          );
        }}
      </Answer>
      {role !== 'mentor' && (
        <Link to={`/plans/${application.plan_id}`}>{t('sel.review.whole_plan')}</Link>
      )}
    </Card>
  );
}

function Evidence({ application }: { application: Application }): ReactNode {
  const { t, name } = useWords();
  const { role } = useSession();
  return (
    <div>
      <Card title={t('sel.review.asked')}>
        <Facts
          items={[
            [t('case.adopter'), application.adopter],
            [t('case.sponsor'), application.sponsor],
          ]}
        />
        <p>{application.summary}</p>
        <Table
          caption={t('application.options')}
          rows={application.options}
          rowKey={(option) => option.id}
          columns={[
            { head: t('application.option'), isRowHead: true, cell: name },
            ...(role === 'mentor'
              ? []
              : [
                  {
                    head: t('plan.cost'),
                    align: 'right' as const,
                    cell: (option: Application['options'][number]) => (
                      <Money won={option.cost} spoken />
                    ),
                  },
                ]),
          ]}
        />
        {application.shares && (
          <SplitBar shares={application.shares} caption={t('split.caption')} />
        )}
      </Card>
      <PlanEvidence application={application} />
      {role === 'reviewer' && <RerunPanel application={application} />}
      <Attachments application={application} />
      <p className="field-note">{t('sel.review.no_prices')}</p>
    </div>
  );
}

/* ---- the sheet ---- */

function useStep(seat: OwnSeat) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (steps: { step: string; body: object }[]) => {
      for (const { step, body } of steps)
        await taken<MatterDetail>(
          api.POST('/api/matters/{id}/steps/{key}', {
            params: { path: { id: seat.matter_id, key: step } },
            body: body as never,
          }),
        );
    },
    /* A step that was refused may follow one that was taken. */
    onSettled: () => {
      for (const queryKey of [['own-seats'], ['sheet', seat.matter_id], ['matter', seat.matter_id]])
        void client.invalidateQueries({ queryKey });
    },
  });
}

/* What a visit found true of the bonuses that the rules know. */
function Bonuses({
  rules,
  found,
  onChange,
}: {
  rules: RuleParts;
  found: readonly string[];
  onChange: (found: string[]) => void;
}): ReactNode {
  const { t, name } = useWords();
  if (rules.bonuses.length === 0) return null;
  return (
    <CheckboxGroup value={[...found]} onChange={onChange} className="bonuses">
      <Label className="field-label">{t('sel.sheet.bonus')}</Label>
      {rules.bonuses.map((bonus) => (
        <Checkbox key={bonus.id} value={bonus.id} className="check">
          <span className="check-box" aria-hidden="true" />
          {name(bonus)}
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}

function Writing({
  seat,
  sheet,
  rules,
}: {
  seat: OwnSeat;
  sheet: ScoreSheet;
  rules: RuleParts | undefined;
}): ReactNode {
  const { t, name } = useWords();
  const [bonuses, setBonuses] = useState<string[]>([]);
  const { user_id } = useSession();
  const step = useStep(seat);
  const [isTried, setIsTried] = useState(false);
  const field = useAutosave(
    writeDraft({ answers: sheet.answers, opinion: sheet.opinion }),
    async (text) => {
      await taken<ScoreSheet>(
        api.PATCH('/api/matters/{id}/sheet', {
          params: at(seat.matter_id),
          body: readDraft(text) as never,
        }),
      );
    },
    `${user_id}.sheet.${seat.matter_id}`,
  );
  const draft = readDraft(field.value);
  const gradeOf = (item: string): string =>
    draft.answers.find((one) => one.item === item)?.grade ?? '';
  const grade = (item: string, next: string): void =>
    field.change(
      writeDraft({
        ...draft,
        answers: [
          ...draft.answers.filter((one) => one.item !== item),
          ...(next ? [{ item, grade: next }] : []),
        ],
      }),
    );
  const isReady = isComplete(sheet, draft);
  const total = sumOf(sheet, draft.answers);
  const isScoring = seat.machine === 'scoring';
  const handIn = (): void => {
    setIsTried(true);
    if (!isReady) return;
    const body = {
      values: {
        answers: draft.answers,
        opinion: draft.opinion.trim(),
        ...(!isScoring && bonuses.length > 0 && { bonus: bonuses.join(' ') }),
      },
    };
    step.mutate([
      { step: isScoring ? 'score' : 'report', body },
      ...(isScoring ? [{ step: 'sign', body: {} }] : []),
    ]);
  };
  return (
    <>
      <KeptBeside
        other={field.other === null ? null : readDraft(field.other).opinion}
        onTake={field.takeOther}
        onDrop={field.dropOther}
      />
      <p>
        <Saved state={field.state} />
      </p>
      <Form onSubmit={handIn}>
        {sheet.items.map((item) => (
          <SelectField
            key={item.id}
            label={
              item.weight_bp == null
                ? name(item)
                : t('sel.sheet.item', { item: name(item), weight: formatPercent(item.weight_bp / 10000) })
            }
            value={gradeOf(item.id)}
            onChange={(next) => grade(item.id, next)}
            error={isTried && gradeOf(item.id) === '' ? t('sel.sheet.grade.missing') : null}
            choices={[
              { value: '', text: t('sel.sheet.choose') },
              ...sheet.grades.map((one) => ({
                value: one.id,
                text:
                  one.points_milli == null
                    ? name(one)
                    : t('sel.sheet.grade', { grade: name(one), points: formatNumber(one.points_milli / 1000) }),
              })),
            ]}
          />
        ))}
        <TextField
          label={t('sel.sheet.opinion')}
          value={draft.opinion}
          onChange={(opinion) => field.change(writeDraft({ ...draft, opinion }))}
          lines={5}
          description={t('sel.sheet.opinion.note')}
          error={isTried && draft.opinion.trim() === '' ? t('sel.sheet.opinion.missing') : null}
        />
        {!isScoring && rules && (
          <Bonuses rules={rules} found={bonuses} onChange={setBonuses} />
        )}
        {total !== null && <p>{t('sel.sheet.sum', { points: formatNumber(total, 1) })}</p>}
        {field.state.kind === 'failed' && <ProblemNotice error={field.state.error} />}
        {step.error && <ProblemNotice error={step.error} />}
        <Button kind="primary" type="submit" isPending={step.isPending}>
          {t(isScoring ? 'sel.sheet.sign' : 'sel.sheet.report')}
        </Button>
      </Form>
    </>
  );
}

/* What has been written, when it is not being written. */
function Written({ sheet }: { sheet: ScoreSheet }): ReactNode {
  const { t, name } = useWords();
  const gradeOf = (item: string): string => {
    const id = sheet.answers.find((one) => one.item === item)?.grade;
    const found = sheet.grades.find((one) => one.id === id);
    return found ? name(found) : '—';
  };
  return (
    <>
      <Facts items={sheet.items.map((item) => [name(item), gradeOf(item.id)])} />
      {sheet.opinion && <p>{sheet.opinion}</p>}
      {sheet.answers.length === 0 && <p className="field-note">{t('sel.sheet.empty')}</p>}
    </>
  );
}

function Declaring({ seat }: { seat: OwnSeat }): ReactNode {
  const { t } = useWords();
  const step = useStep(seat);
  const [reason, setReason] = useState('');
  return (
    <>
      <p>{t('sel.sheet.declare.why', { firm: seat.firm })}</p>
      {step.error && <ProblemNotice error={step.error} />}
      <Button
        kind="primary"
        onPress={() => step.mutate([{ step: 'declare', body: {} }])}
        isPending={step.isPending}
      >
        {t('sel.sheet.declare')}
      </Button>
      <details className="more">
        <summary>{t('sel.sheet.excuse')}</summary>
        <Form
          onSubmit={() =>
            reason.trim() &&
            step.mutate([{ step: 'excuse', body: { values: { reason: reason.trim() } } }])
          }
        >
          <TextField label={t('sel.sheet.excuse.reason')} value={reason} onChange={setReason} />
          <Button kind="danger" type="submit" isDisabled={!reason.trim()} isPending={step.isPending}>
            {t('sel.sheet.excuse.go')}
          </Button>
        </Form>
      </details>
    </>
  );
}

function Sheet({ seat, rules }: { seat: OwnSeat; rules: RuleParts | undefined }): ReactNode {
  const { t, name, basis, language } = useWords();
  const step = useStep(seat);
  const query = useQuery({
    queryKey: ['sheet', seat.matter_id],
    queryFn: ({ signal }) =>
      taken<ScoreSheet>(
        api.GET('/api/matters/{id}/sheet', { params: at(seat.matter_id), signal }),
      ),
    /* What stands in the form is the person's: nothing newer may take its place while he writes. */
    staleTime: Infinity,
    gcTime: 0,
  });
  const matter = useQuery({
    queryKey: ['matter', seat.matter_id],
    queryFn: ({ signal }) =>
      taken<MatterDetail>(api.GET('/api/matters/{id}', { params: at(seat.matter_id), signal })),
  });
  const may = (one: string): boolean =>
    matter.data?.choices.some((choice) => choice.step === one && choice.mine) ?? false;
  return (
    <Card title={name(seat)}>
      <p className="field-note">
        {t('sel.sheet.until', { day: formatDay(seat.until_at, language) })}
      </p>
      <Answer query={query}>
        {(sheet) => (
          <>
            {sheet.signed_at && (
              <Notice
                kind="ok"
                title={t('sel.sheet.signed', { time: formatTime(sheet.signed_at, language) })}
              />
            )}
            {may('declare') ? (
              <Declaring seat={seat} />
            ) : sheet.writable ? (
              <Writing key={sheet.state} seat={seat} sheet={sheet} rules={rules} />
            ) : (
              <>
                <Written sheet={sheet} />
                {step.error && <ProblemNotice error={step.error} />}
                <div className="actions">
                  {may('sign') && (
                    <Button
                      kind="primary"
                      onPress={() => step.mutate([{ step: 'sign', body: {} }])}
                      isPending={step.isPending}
                    >
                      {t('sel.sheet.sign.only')}
                    </Button>
                  )}
                  {may('rescore') && (
                    <Button onPress={() => step.mutate([{ step: 'rescore', body: {} }])}>
                      {t('sel.sheet.rescore')}
                    </Button>
                  )}
                </div>
              </>
            )}
            <p className="field-note">{basis(sheet)}</p>
          </>
        )}
      </Answer>
    </Card>
  );
}

export function ReviewPage({ params }: PageProps): ReactNode {
  const { t } = useWords();
  const id = Number(params.id);
  const application = useQuery({
    queryKey: ['application', id],
    queryFn: ({ signal }) =>
      taken<Application>(api.GET('/api/applications/{id}', { params: at(id), signal })),
  });
  const seats = useQuery(seatsQuery);
  const rules = useQuery({
    ...ruleQuery(application.data?.programme ?? '', application.data?.programme_version ?? null),
    enabled: application.data !== undefined,
  });
  return (
    <Answer query={application}>
      {(one) => (
        <>
          <div className="page-head">
            <h1>{t('sel.review.of', { title: one.title || one.number })}</h1>
            <p>
              <Link to={`/applications/${one.id}`}>{t('sel.review.application')}</Link>
            </p>
          </div>
          <div className="with-side review">
            <Evidence application={one} />
            <div className="side">
              <Answer query={seats}>
                {({ items }) => {
                  const mine = items.filter((seat) => seat.application_id === id);
                  return mine.length === 0 ? (
                    <Empty title={t('sel.review.no_seat')} />
                  ) : (
                    mine.map((seat) => <Sheet key={seat.matter_id} seat={seat} rules={rules.data} />)
                  );
                }}
              </Answer>
            </div>
          </div>
        </>
      )}
    </Answer>
  );
}
