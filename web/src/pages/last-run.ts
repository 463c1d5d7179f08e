/* The run this browser saw last of a model, so that the drawing can show how busy stations are. */
const key = (model: number): string => `dure.run.${model}`;

export function lastRun(model: number): number | null {
  try {
    const id = Number(window.sessionStorage.getItem(key(model)));
    return Number.isInteger(id) && id > 0 ? id : null;
  } catch {
    return null;
  }
}
export function rememberRun(model: number, run: number): void {
  try {
    window.sessionStorage.setItem(key(model), String(run));
  } catch {
    /* Without it the drawing shows no run; the run keeps its own page. */
  }
}
