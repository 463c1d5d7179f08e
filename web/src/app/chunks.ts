/* The two heavier halves of the page, fetched when first needed or when nothing else is. */
export const line = () => import('../pages/line.ts');
export const cases = () => import('../pages/case.ts');
export const pageChunks: readonly (() => Promise<unknown>)[] = [cases, line];
