/* The pages about the factory's line, in one chunk. */
import '../words/line.ts';
export { LogsPage } from './logs.tsx';
export { LogPage } from './log.tsx';
export { ModelsPage } from './models.tsx';
export { ModelPage } from './model.tsx';
export { RunPage } from './run.tsx';
export { PlansPage } from './plans.tsx';
export { PlanPage } from './plan.tsx';
