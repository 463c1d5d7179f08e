/* Where stations stand in the drawing when the model does not say: in the order in which work
 * visits them, in a snake of rows, so that a long line stays readable on one screen. */
import { flowsOf, type Flow, type ModelDocument } from '../api/documents.ts';

export interface Place {
  x: number;
  y: number;
}
const boxWidth = 190;
const boxHeight = 90;
const columnWidth = 215;
const rowHeight = 120;
const columnsInRow = 5;
const rowGap = 60;

/* Mean place of a station in the paths of the items, or its distance from the entry along edges. */
export function ranksOf(model: ModelDocument, flows: Flow[]): Map<string, number> {
  const sum = new Map<string, number>();
  const weight = new Map<string, number>();
  for (const path of model.paths ?? []) {
    const share = path.weight;
    path.steps.forEach((step, i) => {
      sum.set(step.station, (sum.get(step.station) ?? 0) + i * share);
      weight.set(step.station, (weight.get(step.station) ?? 0) + share);
    });
  }
  const ranks = new Map<string, number>();
  for (const [station, total] of sum) ranks.set(station, total / weight.get(station)!);
  let edge = flows.filter((flow) => flow.from === null).map((flow) => flow.to);
  for (let depth = 0; edge.length > 0; depth++) {
    const fresh = edge.filter((id): id is string => id !== null && !ranks.has(id));
    for (const id of fresh) ranks.set(id, depth);
    edge = flows
      .filter((flow) => flow.from !== null && fresh.includes(flow.from))
      .map((flow) => flow.to);
  }
  return ranks;
}

/* Do boxes of a station's size at these places leave each other alone? */
function standsApart(places: Place[]): boolean {
  return places.every((a, i) =>
    places
      .slice(i + 1)
      .every((b) => Math.abs(a.x - b.x) > boxWidth || Math.abs(a.y - b.y) > boxHeight),
  );
}

export function placesOf(model: ModelDocument): Map<string, Place> {
  const given = model.stations.map((station): [string, Place] => [
    station.id,
    { x: station.x ?? 0, y: station.y ?? 0 },
  ]);
  if (standsApart(given.map(([, place]) => place))) return new Map(given);

  const flows = flowsOf(model);
  const ranks = ranksOf(model, flows);
  const isLinked = (a: string, b: string): boolean =>
    flows.some((flow) => (flow.from === a && flow.to === b) || (flow.from === b && flow.to === a));
  const sorted = [...model.stations].sort(
    (a, b) =>
      (ranks.get(a.id) ?? Infinity) - (ranks.get(b.id) ?? Infinity) || a.id.localeCompare(b.id),
  );
  const columns: string[][] = [];
  let start = -Infinity;
  for (const station of sorted) {
    const rank = ranks.get(station.id) ?? Number.MAX_SAFE_INTEGER;
    const last = columns[columns.length - 1];
    const fits =
      last && rank - start < 1 && last.length < 3 && !last.some((id) => isLinked(id, station.id));
    if (fits) last.push(station.id);
    else {
      columns.push([station.id]);
      start = rank;
    }
  }
  const places = new Map<string, Place>();
  let top = 0;
  for (let row = 0; row * columnsInRow < columns.length; row++) {
    const part = columns.slice(row * columnsInRow, (row + 1) * columnsInRow);
    const height = Math.max(...part.map((column) => column.length));
    part.forEach((column, i) => {
      const at = row % 2 === 0 ? i : columnsInRow - 1 - i;
      column.forEach((id, j) => {
        const centre = ((height - column.length) * rowHeight) / 2;
        places.set(id, { x: at * columnWidth, y: top + centre + j * rowHeight });
      });
    });
    top += height * rowHeight + rowGap;
  }
  return places;
}
