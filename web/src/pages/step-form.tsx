/* One step of a procedure: its fields are made from what the step asks for, and a refusal names its
 * article. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Evidence, Matter, StepChoice, StepValue } from '../api/casework.ts';
import { hashOf } from '../api/uploads.ts';
import { Button } from '../kit/button.tsx';
import { Form, MoneyField, SelectField, TextField } from '../kit/field.tsx';
import { parseWon } from '../kit/money.ts';
import { ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

type Given = Record<string, string>;

/* What is typed, as the server wants it; empty optional fields are left out. */
export function valuesOf(fields: readonly StepValue[], given: Given): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const text = (given[field.name] ?? '').trim();
    if (text === '' || field.type === 'lines') continue;
    if (field.type === 'money') values[field.name] = parseWon(text) ?? text;
    else if (field.type === 'whole') values[field.name] = /^-?\d+$/.test(text) ? Number(text) : text;
    else values[field.name] = text;
  }
  return values;
}

function ValueField({
  field,
  value,
  onChange,
}: {
  field: StepValue;
  value: string;
  onChange: (value: string) => void;
}): ReactNode {
  const { t, name } = useWords();
  const label = field.optional ? `${name(field)} (${t('matter.optional')})` : name(field);
  if (field.type === 'money') return <MoneyField label={label} value={value} onChange={onChange} />;
  if (field.type === 'choice')
    return (
      <SelectField
        label={label}
        value={value}
        onChange={onChange}
        choices={[
          { value: '', text: t('matter.choose') },
          ...field.choices.map((choice) => ({ value: choice, text: choice })),
        ]}
      />
    );
  if (field.type === 'lines') return <p className="field-note">{t('matter.lines', { field: name(field) })}</p>;
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      type={field.type === 'day' ? 'date' : 'text'}
      {...(field.type === 'whole' && { inputMode: 'numeric' as const })}
      {...(field.type === 'text' && { lines: 2 })}
      autoComplete="off"
    />
  );
}

function Papers({
  papers,
  onChange,
}: {
  papers: readonly Evidence[];
  onChange: (papers: Evidence[]) => void;
}): ReactNode {
  const { t } = useWords();
  const add = async (files: FileList | null): Promise<void> => {
    const added: Evidence[] = [];
    for (const file of files ?? []) {
      const sha256 = await hashOf(file);
      if (sha256 !== null) added.push({ name: file.name, sha256 });
    }
    onChange([...papers, ...added]);
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor="step-papers">
        {t('matter.papers')}
      </label>
      <input id="step-papers" className="input" type="file" multiple onChange={(event) => void add(event.target.files)} />
      <span className="field-note">{t('matter.papers.why')}</span>
      {papers.length > 0 && (
        <ul className="lines">
          {papers.map((paper) => (
            <li key={paper.sha256}>
              {paper.name} <code className="breakable">{paper.sha256.slice(0, 16)}…</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function StepForm({ matter, choice }: { matter: number; choice: StepChoice }): ReactNode {
  const { t, name } = useWords();
  const client = useQueryClient();
  const [given, setGiven] = useState<Given>({});
  const [note, setNote] = useState('');
  const [papers, setPapers] = useState<Evidence[]>([]);
  const take = useMutation({
    mutationFn: () =>
      taken<Matter>(
        api.POST('/api/matters/{id}/steps/{key}', {
          params: { path: { id: matter, key: choice.step } as never },
          body: {
            ...(note.trim() && { note: note.trim() }),
            ...(choice.values.length > 0 && { values: valuesOf(choice.values, given) }),
            ...(papers.length > 0 && { evidence: papers }),
          } as never,
        }),
      ),
    onSuccess: () => void client.invalidateQueries(),
  });
  return (
    <Form onSubmit={() => take.mutate()}>
      {choice.values.map((field) => (
        <ValueField
          key={field.name}
          field={field}
          value={given[field.name] ?? ''}
          onChange={(value) => setGiven({ ...given, [field.name]: value })}
        />
      ))}
      {choice.evidence && <Papers papers={papers} onChange={setPapers} />}
      <TextField label={t('matter.note')} value={note} onChange={setNote} lines={2} maxLength={1000} />
      {take.error && <ProblemNotice error={take.error} />}
      <Button kind="primary" type="submit" isPending={take.isPending}>
        {name(choice)}
      </Button>
    </Form>
  );
}
