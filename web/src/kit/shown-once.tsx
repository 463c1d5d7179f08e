/* What the server tells once and never again: a link, a code, ten of them. */
import { useRef, useState, type ReactNode } from 'react';
import { useWords } from '../words/words.tsx';
import { Button } from './button.tsx';
import { Notice } from './states.tsx';

interface ShownOnceProps {
  title: string;
  values: readonly string[];
  /* With a button that prints them alone. */
  isForPaper?: boolean;
  children?: ReactNode;
}

export function ShownOnce({ title, values, isForPaper, children }: ShownOnceProps): ReactNode {
  const { t } = useWords();
  const [copied, setCopied] = useState<boolean | null>(null);
  const list = useRef<HTMLUListElement>(null);
  /* Without https a browser gives no clipboard: then the text is marked for Ctrl+C. */
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(values.join('\n'));
      setCopied(true);
    } catch {
      if (list.current) window.getSelection()?.selectAllChildren(list.current);
      setCopied(false);
    }
  };
  return (
    <Notice kind="ok" title={title}>
      <p>{t('once.why')}</p>
      <ul className={`once${isForPaper ? ' once-paper' : ''}`} ref={list}>
        {values.map((value) => (
          <li key={value}>
            <code className="breakable">{value}</code>
          </li>
        ))}
      </ul>
      {children}
      <div className="actions">
        <Button onPress={() => void copy()}>{t('once.copy')}</Button>
        {isForPaper && <Button onPress={() => window.print()}>{t('once.print')}</Button>}
      </div>
      {copied !== null && <p>{t(copied ? 'once.copied' : 'once.marked')}</p>}
    </Notice>
  );
}
