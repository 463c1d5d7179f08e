import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  type PressEvent,
} from 'react-aria-components';
import { useOnce } from './once.ts';
import { useWords } from '../words/words.tsx';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  children: ReactNode;
}

/* While its work is under way a button keeps its place and the focus, and a second press does
 * nothing. */
export function Button({
  kind = 'plain',
  children,
  isPending = false,
  type,
  onPress,
  ...rest
}: ButtonProps): ReactNode {
  const { t } = useWords();
  const once = useOnce();
  const press =
    onPress && kind !== 'quiet' ? (event: PressEvent) => once(() => onPress(event)) : onPress;
  return (
    <AriaButton
      {...rest}
      type={isPending ? 'button' : type}
      onPress={isPending ? undefined : press}
      className={`button button-${kind}${isPending ? ' button-pending' : ''}`}
    >
      {children}
      {isPending && (
        <span className="hidden" role="status">
          {t('state.working')}
        </span>
      )}
    </AriaButton>
  );
}
