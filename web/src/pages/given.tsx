/* What came with a step of a procedure, in the words in which it was asked for. */
import type { ReactNode } from 'react';
import type { MatterEvent, StepColumn, StepValue } from '../api/casework.ts';
import { formatDay, formatNumber } from '../kit/format.ts';
import { Facts, Money } from '../kit/show.tsx';
import { useWords } from '../words/words.tsx';
import { formatMilli } from './kpi.ts';

type Given = Record<string, unknown>;

function One({ field, value }: { field: StepColumn; value: unknown }): ReactNode {
  const { name, label, language } = useWords();
  const chosen = field.options.find((option) => option.id === String(value));
  if (chosen) return name(chosen);
  if (field.type === 'choice') return label('matter.choice', String(value));
  if (field.type === 'day') return formatDay(String(value), language);
  if (typeof value !== 'number') return String(value);
  if (field.type === 'money') return <Money won={value} />;
  return field.type === 'milli' ? formatMilli(value) : formatNumber(value);
}

function Lines({ field, lines }: { field: StepValue; lines: readonly Given[] }): ReactNode {
  const { name } = useWords();
  return (
    <ul>
      {lines.map((line, i) => (
        <li key={i}>
          {field.columns
            .filter((column) => line[column.name] != null)
            .map((column, j) => (
              <span key={column.name}>
                {j > 0 && ' · '}
                {name(column)} <One field={column} value={line[column.name]} />
              </span>
            ))}
        </li>
      ))}
    </ul>
  );
}

/* Whoever may not read amounts gets none of it, and of a correction still what is to be corrected. */
export function GivenValues({ event }: { event: MatterEvent }): ReactNode {
  const { t, name } = useWords();
  if (!event.given) return event.finding ? <Facts items={[[t('matter.finding'), event.finding]]} /> : null;
  const given = event.given as Given;
  const shown = event.values.filter(
    (field) => given[field.name] != null && (field.type !== 'lines' || field.columns.length > 0),
  );
  if (shown.length === 0) return null;
  return (
    <Facts
      items={shown.map((field) => [
        name(field),
        field.type === 'lines' ? (
          <Lines key={field.name} field={field} lines={given[field.name] as Given[]} />
        ) : (
          <One key={field.name} field={field} value={given[field.name]} />
        ),
      ])}
    />
  );
}
