/* The operating body writes a call, or its draft anew. What the rules name as funders is asked for. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { Call, CallPaper, Funder, Items, Organisation, Programme } from '../api/types.ts';
import { navigate } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { Button } from '../kit/button.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, MoneyField, SelectField, TextField } from '../kit/field.tsx';
import { parseWon } from '../kit/money.ts';
import { Card } from '../kit/show.tsx';
import { Answer, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { closingTime } from './call.tsx';

interface Part {
  organisation: string;
  amount: string;
}
interface Draft {
  programme: string;
  title: string;
  body: string;
  who: string;
  basis: string;
  sponsor: string;
  quota: string;
  opens: string;
  closes: string;
  parts: Record<string, Part>;
  papers: CallPaper[];
}

const names = ['title', 'body', 'who', 'basis', 'quota', 'opens_at', 'closes_at', 'sponsor'] as const;
const kinds: Record<string, string> = {
  government: 'ministry',
  sponsor: 'sponsor',
  local: 'local',
};
const seoulDay = (text: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Seoul' }).format(new Date(text));

const emptyDraft: Draft = {
  programme: '',
  title: '',
  body: '',
  who: '',
  basis: '',
  sponsor: '',
  quota: '10',
  opens: '',
  closes: '',
  parts: {},
  papers: [],
};

const draftOf = (call: Call): Draft => ({
  programme: call.programme,
  title: call.title,
  body: call.body,
  who: call.who,
  basis: call.basis,
  sponsor: call.sponsor_id ? String(call.sponsor_id) : '',
  quota: String(call.quota),
  opens: seoulDay(call.opens_at),
  closes: seoulDay(call.closes_at),
  parts: Object.fromEntries(
    call.funders.map((one) => [
      one.funder,
      { organisation: String(one.organisation_id), amount: String(one.amount) },
    ]),
  ),
  papers: call.papers,
});

const bodyOf = (draft: Draft, funders: readonly Funder[]) => ({
  programme: draft.programme,
  title: draft.title.trim(),
  body: draft.body.trim(),
  who: draft.who.trim(),
  basis: draft.basis.trim(),
  sponsor_id: draft.sponsor ? Number(draft.sponsor) : null,
  quota: Number(draft.quota) || 0,
  opens_at: draft.opens ? `${draft.opens}T00:00:00+09:00` : '',
  closes_at: draft.closes ? closingTime(draft.closes) : '',
  funders: funders.flatMap((funder) => {
    const part = draft.parts[funder.id];
    const organisation = funder.party === 'sponsor' ? draft.sponsor : (part?.organisation ?? '');
    const won = parseWon(part?.amount ?? '');
    return organisation && won
      ? [{ funder: funder.id, organisation_id: Number(organisation), amount: won }]
      : [];
  }),
  papers: draft.papers.filter((one) => one.name.trim() !== ''),
});

interface FunderProps {
  funder: Funder;
  part: Part;
  organisations: readonly Organisation[];
  onChange: (part: Part) => void;
}

/* The sponsor is chosen once for the whole call; of the others who pays is asked. */
function FunderFields({ funder, part, organisations, onChange }: FunderProps): ReactNode {
  const { t, name } = useWords();
  const kind = kinds[funder.party];
  const fitting = organisations.filter((one) => kind === undefined || one.kind === kind);
  return (
    <>
      {funder.party !== 'sponsor' && (
        <SelectField
          label={t('call.form.payer', { funder: name(funder) })}
          value={part.organisation}
          onChange={(organisation) => onChange({ ...part, organisation })}
          choices={[
            { value: '', text: t('call.form.payer.choose') },
            ...fitting.map((one) => ({ value: String(one.id), text: one.name })),
          ]}
        />
      )}
      <MoneyField
        label={t('call.form.budget', { funder: name(funder) })}
        value={part.amount}
        onChange={(amount) => onChange({ ...part, amount })}
      />
    </>
  );
}

function PaperFields({
  papers,
  onChange,
}: {
  papers: CallPaper[];
  onChange: (papers: CallPaper[]) => void;
}): ReactNode {
  const { t } = useWords();
  return (
    <>
      {papers.map((paper, i) => (
        <TextField
          key={i}
          label={t('call.form.paper', { n: i + 1 })}
          value={paper.name}
          onChange={(text) =>
            onChange(papers.map((one, k) => (k === i ? { ...one, name: text } : one)))
          }
          maxLength={200}
        />
      ))}
      <div className="actions">
        <Button onPress={() => onChange([...papers, { name: '', required: true }])}>
          {t('call.form.paper.add')}
        </Button>
        {papers.length > 0 && (
          <Button onPress={() => onChange(papers.slice(0, -1))}>{t('call.form.paper.drop')}</Button>
        )}
      </div>
    </>
  );
}

interface FormProps {
  id: number | null;
  first: Draft;
  programmes: readonly Programme[];
  organisations: readonly Organisation[];
}

function CallForm({ id, first, programmes, organisations }: FormProps): ReactNode {
  const { t, name } = useWords();
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>({
    ...first,
    programme: first.programme || (programmes[0]?.key ?? ''),
  });
  const set = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const programme = programmes.find((one) => one.key === draft.programme);
  const funders = (programme?.funders ?? []).filter((one) => one.party !== 'adopter');
  const save = useMutation({
    mutationFn: () =>
      id === null
        ? taken<Call>(api.POST('/api/calls', { body: bodyOf(draft, funders) }))
        : taken<Call>(
            api.PUT('/api/calls/{id}', { params: at(id), body: bodyOf(draft, funders) }),
          ),
    onSuccess: (call) => {
      client.setQueryData(['call', String(call.id)], call);
      void client.invalidateQueries({ queryKey: ['calls'] });
      navigate(`/calls/${call.id}`);
    },
  });
  const { beside, rest } = useFieldErrors(save.error, names);
  const sponsors = organisations.filter((one) => one.kind === 'sponsor');
  return (
    <Card title={t(id === null ? 'call.write' : 'call.edit')}>
      <Form onSubmit={() => save.mutate()}>
        <SelectField
          label={t('call.programme')}
          value={draft.programme}
          onChange={(programme_) => set({ programme: programme_, parts: {} })}
          choices={programmes.map((one) => ({ value: one.key, text: name(one) }))}
        />
        <TextField
          label={t('call.form.title')}
          value={draft.title}
          onChange={(title) => set({ title })}
          maxLength={200}
          error={beside.title ?? null}
        />
        <TextField
          label={t('call.form.body')}
          value={draft.body}
          onChange={(body) => set({ body })}
          lines={6}
          maxLength={8000}
          error={beside.body ?? null}
        />
        <TextField
          label={t('call.form.who')}
          value={draft.who}
          onChange={(who) => set({ who })}
          lines={3}
          maxLength={2000}
          description={t('call.form.who.note')}
          error={beside.who ?? null}
        />
        <TextField
          label={t('call.form.basis')}
          value={draft.basis}
          onChange={(basis) => set({ basis })}
          maxLength={200}
          description={t('call.form.basis.note')}
          error={beside.basis ?? null}
        />
        <SelectField
          label={t('call.sponsor')}
          value={draft.sponsor}
          onChange={(sponsor) => set({ sponsor })}
          choices={[
            { value: '', text: t('call.form.no_sponsor') },
            ...sponsors.map((one) => ({ value: String(one.id), text: one.name })),
          ]}
          error={beside.sponsor ?? null}
        />
        <TextField
          label={t('call.quota')}
          value={draft.quota}
          onChange={(quota) => set({ quota })}
          inputMode="numeric"
          error={beside.quota ?? null}
        />
        <TextField
          label={t('call.form.opens')}
          type="date"
          value={draft.opens}
          onChange={(opens) => set({ opens })}
          error={beside.opens_at ?? null}
        />
        <TextField
          label={t('call.form.closes')}
          type="date"
          value={draft.closes}
          onChange={(closes) => set({ closes })}
          error={beside.closes_at ?? null}
        />
        {funders.map((funder) => (
          <FunderFields
            key={funder.id}
            funder={funder}
            part={draft.parts[funder.id] ?? { organisation: '', amount: '' }}
            organisations={organisations}
            onChange={(part) => set({ parts: { ...draft.parts, [funder.id]: part } })}
          />
        ))}
        <PaperFields papers={draft.papers} onChange={(papers) => set({ papers })} />
        {rest !== null && <ProblemNotice error={rest} />}
        <Button kind="primary" type="submit" isPending={save.isPending}>
          {t('call.form.save')}
        </Button>
      </Form>
    </Card>
  );
}

export function CallFormPage({ params }: PageProps): ReactNode {
  const { t } = useWords();
  const id = params['id'] ? Number(params['id']) : null;
  const programmes = useQuery({
    queryKey: ['programmes'],
    queryFn: ({ signal }) => taken<Items<Programme>>(api.GET('/api/programmes', { signal })),
  });
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
  });
  const call = useQuery({
    queryKey: ['call', String(id)],
    queryFn: ({ signal }) =>
      taken<Call>(api.GET('/api/calls/{id}', { params: at(id ?? 0), signal })),
    enabled: id !== null,
  });
  return (
    <>
      <div className="page-head">
        <h1>{t(id === null ? 'call.write' : 'call.edit')}</h1>
        <p>{t('call.form.why')}</p>
      </div>
      <Answer query={programmes}>
        {(rules) => (
          <Answer query={organisations}>
            {(bodies) => {
              const form = (first: Draft): ReactNode => (
                <CallForm
                  id={id}
                  first={first}
                  programmes={[...rules.items].sort((a, b) => b.year - a.year)}
                  organisations={bodies.items}
                />
              );
              return id === null ? (
                form(emptyDraft)
              ) : (
                <Answer query={call}>{(one) => form(draftOf(one))}</Answer>
              );
            }}
          </Answer>
        )}
      </Answer>
    </>
  );
}
