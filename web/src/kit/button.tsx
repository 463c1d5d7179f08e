import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  children: ReactNode;
}

export function Button({ kind = 'plain', children, ...rest }: ButtonProps): ReactNode {
  return (
    <AriaButton {...rest} className={`button button-${kind}`}>
      {children}
    </AriaButton>
  );
}
