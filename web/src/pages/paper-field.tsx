/* A paper that something rests on: its name and hash. The paper itself stays where it is. */
import { useState, type ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { hashOf } from '../api/uploads.ts';
import { Button } from '../kit/button.tsx';
import { useWords } from '../words/words.tsx';

export interface Paper {
  name: string;
  sha256: string;
}

export function PaperField({
  paper,
  onChange,
  isWanted = false,
  error,
}: {
  paper: Paper | null;
  onChange: (paper: Paper | null) => void;
  isWanted?: boolean;
  error?: string | null;
}): ReactNode {
  const { t } = useWords();
  const [isUnread, setIsUnread] = useState(false);
  const read = async (file: File | undefined): Promise<void> => {
    const sha256 = file ? await hashOf(file).catch(() => null) : null;
    setIsUnread(file !== undefined && sha256 === null);
    onChange(file && sha256 ? { name: file.name, sha256 } : null);
  };
  const wrong = isUnread ? t('sel.proof.paper.unread') : error;
  return (
    <div className="field">
      <FileTrigger onSelect={(files) => void read(files?.[0])}>
        <Button>{t(isWanted ? 'paper.choose' : 'sel.proof.paper')}</Button>
      </FileTrigger>
      <p className="field-note">{t('sel.proof.paper.note')}</p>
      {wrong && (
        <p className="field-error" role="alert">
          {wrong}
        </p>
      )}
      {paper && (
        <p className="fingerprint">
          {paper.name} <code>{paper.sha256}</code>
        </p>
      )}
    </div>
  );
}
