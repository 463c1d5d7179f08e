/* The form of a step, or of the beginning of a procedure: its fields are made from what is asked for,
 * and a refusal names its article. */
import { useState, type ReactNode } from 'react';
import type { Evidence, StepColumn, StepValue } from '../api/casework.ts';
import { hashOf } from '../api/uploads.ts';
import { Button } from '../kit/button.tsx';
import { Form, MoneyField, SelectField, TextField, type Choice } from '../kit/field.tsx';
import { ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { nothing, valuesOf, type Entry, type Texts } from './step-values.ts';

interface ValueFieldProps {
  field: StepColumn;
  value: string;
  onChange: (value: string) => void;
}

function ValueField({ field, value, onChange }: ValueFieldProps): ReactNode {
  const { t, name, label } = useWords();
  const text = field.optional ? `${name(field)} (${t('matter.optional')})` : name(field);
  const offered: Choice[] = [
    ...field.options.map((option) => ({ value: option.id, text: name(option) })),
    ...field.choices.map((choice) => ({ value: choice, text: label('matter.choice', choice) })),
  ];
  if (offered.length > 0)
    return (
      <SelectField
        label={text}
        value={value}
        onChange={onChange}
        choices={[{ value: '', text: t('matter.choose') }, ...offered]}
      />
    );
  if (field.type === 'money') return <MoneyField label={text} value={value} onChange={onChange} />;
  const isNumber = field.type === 'whole' || field.type === 'milli';
  return (
    <TextField
      label={text}
      value={value}
      onChange={onChange}
      type={field.type === 'day' ? 'date' : 'text'}
      {...(isNumber && { inputMode: 'numeric' as const })}
      autoComplete="off"
    />
  );
}

interface LinesProps {
  field: StepValue;
  lines: readonly Texts[];
  onChange: (lines: Texts[]) => void;
}

function Lines({ field, lines, onChange }: LinesProps): ReactNode {
  const { t, name } = useWords();
  return (
    <fieldset className="cost-editor">
      <legend className="field-label">
        {field.optional ? `${name(field)} (${t('matter.optional')})` : name(field)}
      </legend>
      {lines.map((line, i) => (
        <fieldset className="cost-row" key={i}>
          <legend>{t('matter.line', { number: i + 1 })}</legend>
          <div className="cost-cells">
            {field.columns.map((column) => (
              <ValueField
                key={column.name}
                field={column}
                value={line[column.name] ?? ''}
                onChange={(value) =>
                  onChange(lines.map((one, j) => (i === j ? { ...one, [column.name]: value } : one)))
                }
              />
            ))}
          </div>
          {(lines.length > 1 || field.optional) && (
            <Button onPress={() => onChange(lines.filter((_, j) => i !== j))}>
              {t('matter.line.drop', { number: i + 1 })}
            </Button>
          )}
        </fieldset>
      ))}
      <Button onPress={() => onChange([...lines, {}])}>{t('matter.line.add')}</Button>
    </fieldset>
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
  const [isUnable, setIsUnable] = useState(false);
  const add = async (files: FileList | null): Promise<void> => {
    const added: Evidence[] = [];
    for (const file of files ?? []) {
      const sha256 = await hashOf(file);
      if (sha256 === null) setIsUnable(true);
      else added.push({ name: file.name, sha256 });
    }
    onChange([...papers, ...added]);
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor="step-papers">
        {t('matter.papers')}
      </label>
      <input
        id="step-papers"
        className="input"
        type="file"
        multiple
        aria-describedby="step-papers-why"
        onChange={(event) => void add(event.target.files)}
      />
      <span className="field-note" id="step-papers-why">
        {t('matter.papers.why')}
      </span>
      {isUnable && <span className="field-error">{t('matter.papers.unable')}</span>}
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

export interface StepInput {
  note?: string;
  values?: Record<string, unknown>;
  evidence?: Evidence[];
}

interface StepFormProps {
  asked: { values: readonly StepValue[]; evidence: boolean };
  go: string;
  error: unknown;
  isPending: boolean;
  onSend: (input: StepInput) => void;
}

export function StepForm({ asked, go, error, isPending, onSend }: StepFormProps): ReactNode {
  const { t } = useWords();
  const [entry, setEntry] = useState<Entry>(nothing);
  const [note, setNote] = useState('');
  const [papers, setPapers] = useState<Evidence[]>([]);
  const linesOf = (field: StepValue): readonly Texts[] =>
    entry.lines[field.name] ?? (field.optional ? [] : [{}]);
  const send = (): void =>
    onSend({
      ...(note.trim() && { note: note.trim() }),
      ...(asked.values.length > 0 && { values: valuesOf(asked.values, entry) }),
      ...(papers.length > 0 && { evidence: papers }),
    });
  return (
    <Form onSubmit={send}>
      {asked.values.map((field) =>
        field.type === 'lines' ? (
          <Lines
            key={field.name}
            field={field}
            lines={linesOf(field)}
            onChange={(lines) =>
              setEntry({ ...entry, lines: { ...entry.lines, [field.name]: lines } })
            }
          />
        ) : (
          <ValueField
            key={field.name}
            field={field}
            value={entry.texts[field.name] ?? ''}
            onChange={(value) =>
              setEntry({ ...entry, texts: { ...entry.texts, [field.name]: value } })
            }
          />
        ),
      )}
      {asked.evidence && <Papers papers={papers} onChange={setPapers} />}
      <TextField
        label={`${t('matter.note')} (${t('matter.optional')})`}
        value={note}
        onChange={setNote}
        lines={2}
        maxLength={1000}
      />
      {error !== null && error !== undefined && <ProblemNotice error={error} />}
      <Button kind="primary" type="submit" isPending={isPending}>
        {go}
      </Button>
    </Form>
  );
}
