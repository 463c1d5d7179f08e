/* Fields of forms. Enter while a Hangul syllable is being composed sends nothing. */
import { useId, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';
import { useWords } from '../words/words.tsx';
import { useOnce } from './once.ts';
import { formatWon, parseWon, sayWon } from './money.ts';

export function Form({
  onSubmit,
  children,
}: {
  onSubmit: () => void;
  children: ReactNode;
}): ReactNode {
  const once = useOnce();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    once(onSubmit);
  };
  const holdComposition = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && event.nativeEvent.isComposing) event.preventDefault();
  };
  return (
    <form
      className="form"
      onSubmit={submit}
      onKeyDown={holdComposition}
      noValidate
    >
      {children}
    </form>
  );
}

export interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: 'text' | 'password' | 'email' | 'date';
  description?: string;
  error?: string | null;
  lines?: number;
  autoComplete?: string;
  autoFocus?: boolean;
  inputMode?: 'text' | 'numeric' | 'email';
  isReadOnly?: boolean;
  maxLength?: number;
  onBlur?: () => void;
  /* What stands at the right of the label, e.g. when it was saved. */
  aside?: ReactNode;
}

export function TextField(props: TextFieldProps): ReactNode {
  const { label, description, error, lines, aside, ...rest } = props;
  return (
    <AriaTextField {...rest} isInvalid={Boolean(error)} className="field">
      <span className="field-head">
        <Label className="field-label">{label}</Label>
        {aside}
      </span>
      {lines ? <TextArea rows={lines} className="input" /> : <Input className="input" />}
      {description && (
        <Text slot="description" className="field-note">
          {description}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}

interface MoneyFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: string;
  error?: string | null;
}

/* Takes 1억 2천만 as well as 120000000, and says at once what it understood. */
export function MoneyField({
  label,
  value,
  onChange,
  description,
  error,
}: MoneyFieldProps): ReactNode {
  const { t, language } = useWords();
  const won = parseWon(value);
  const wrong = value.trim() !== '' && won === null;
  return (
    <div className="money-field">
      <TextField
        label={label}
        value={value}
        onChange={onChange}
        description={description ?? t('money.hint')}
        error={error ?? (wrong ? t('money.unreadable') : null)}
        autoComplete="off"
      />
      <output className="money-read" aria-live="polite">
        {won !== null && (
          <>
            <b className="number">{formatWon(won, language)}</b>
            {language === 'ko' && <span> {sayWon(won)}</span>}
          </>
        )}
      </output>
    </div>
  );
}

export interface Choice {
  value: string;
  text: string;
}
interface SelectFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  choices: readonly Choice[];
  description?: string;
  error?: string | null;
  isLabelHidden?: boolean;
}

/* The browser's own list: it opens in the way each device is used. */
export function SelectField(props: SelectFieldProps): ReactNode {
  const { label, value, onChange, choices, description, error, isLabelHidden } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={isLabelHidden ? 'hidden' : 'field-label'}>
        {label}
      </label>
      <select
        id={id}
        className="input"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={error ? `${id}-error` : description ? `${id}-note` : undefined}
        aria-invalid={error ? true : undefined}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
      {description && (
        <span id={`${id}-note`} className="field-note">
          {description}
        </span>
      )}
      {error && (
        <span id={`${id}-error`} className="field-error">
          {error}
        </span>
      )}
    </div>
  );
}
