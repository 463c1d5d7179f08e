import { Component, type ReactNode } from 'react';
import { ProblemNotice } from './states.tsx';

/* A page that breaks shows a message in its own place; menu and sign-out stay. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };
  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }
  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <ProblemNotice error={this.state.error} onRetry={() => window.location.reload()} />;
  }
}
