/* The code of the second factor: six digits of the app, or one of the codes on paper, for which a
 * phone must show letters too. */
import { useState, type ReactNode } from 'react';
import { useWords } from '../words/words.tsx';
import { Button } from './button.tsx';
import { TextField } from './field.tsx';

interface CodeFieldProps {
  value: string;
  onChange: (value: string) => void;
  autoFocus?: boolean;
}

export function CodeField({ value, onChange, autoFocus = false }: CodeFieldProps): ReactNode {
  const { t } = useWords();
  const [onPaper, setOnPaper] = useState(false);
  return (
    <div className="field">
      <TextField
        key={onPaper ? 'paper' : 'app'}
        label={t(onPaper ? 'sign_in.backup' : 'sign_in.code')}
        value={value}
        onChange={onChange}
        inputMode={onPaper ? 'text' : 'numeric'}
        autoComplete={onPaper ? 'off' : 'one-time-code'}
        description={t(onPaper ? 'sign_in.backup.where' : 'sign_in.code.where')}
        autoFocus={autoFocus || onPaper}
      />
      <Button
        kind="quiet"
        onPress={() => {
          setOnPaper(!onPaper);
          onChange('');
        }}
      >
        {t(onPaper ? 'sign_in.use_app' : 'sign_in.use_backup')}
      </Button>
    </div>
  );
}
