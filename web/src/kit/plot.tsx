/* Lines and dots over a common axis, drawn by uPlot on a canvas. A canvas says nothing to who
 * cannot see it: whoever uses this puts a sentence and a table beside it. */
import { useEffect, useRef, type ReactNode } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { usePreferences } from '../app/preferences.tsx';
import { formatNumber } from './format.ts';

/* Colours are names of tokens: they change with light and dark. */
export interface PlotLine {
  label: string;
  values: readonly (number | null)[];
  colour: string;
  kind: 'dots' | 'line' | 'dashes';
}
interface PlotProps {
  label: string;
  x: readonly number[];
  lines: readonly PlotLine[];
  /* Two of the lines between which the field is tinted. */
  band?: readonly [high: number, low: number];
}

const height = 240;

/* As many digits as tell one tick from the next. */
function decimalsOf(step: number): number {
  let decimals = 0;
  while (decimals < 6 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6)
    decimals++;
  return decimals;
}

function optionsOf(box: HTMLElement, { lines, band }: PlotProps): uPlot.Options {
  const style = getComputedStyle(box);
  const colour = (token: string): string => style.getPropertyValue(token).trim();
  const font = `13px ${style.fontFamily}`;
  const axis = { stroke: colour('--text-2'), font, grid: { stroke: colour('--grid'), width: 1 } };
  return {
    width: box.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: (_, low, high) => padded(low, high) } },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? tick : '')) },
      {
        ...axis,
        size: 64,
        values: (_, ticks, _axis, _space, step) =>
          ticks.map((tick) => formatNumber(tick, decimalsOf(step))),
      },
    ],
    series: [
      {},
      ...lines.map((line): uPlot.Series => ({
        label: line.label,
        stroke: colour(line.colour),
        width: line.kind === 'dots' ? 0 : 2,
        ...(line.kind === 'dashes' && { dash: [6, 5], width: 1.5 }),
        points: { show: line.kind === 'dots', size: 8, fill: colour(line.colour) },
      })),
    ],
    ...(band && {
      bands: [
        { series: [band[0] + 1, band[1] + 1] as [number, number], fill: colour('--brand-soft') },
      ],
    }),
  };
}

function padded(low: number | null, high: number | null): [number, number] {
  const from = low ?? 0;
  const to = high ?? 1;
  const room = (to - from || Math.abs(to) || 1) * 0.12;
  return [from >= 0 ? Math.max(0, from - room) : from - room, to + room];
}

export function Plot(props: PlotProps): ReactNode {
  const { label, x, lines } = props;
  const box = useRef<HTMLDivElement>(null);
  const { theme } = usePreferences();
  const drawn = JSON.stringify([x, lines, props.band]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const data = [x, ...lines.map((line) => line.values)] as unknown as uPlot.AlignedData;
    let plot: uPlot | null = null;
    const draw = (): void => {
      plot?.destroy();
      plot = new uPlot(optionsOf(element, props), data, element);
    };
    draw();
    const resized = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
      plot?.destroy();
    };
    /* `drawn` stands for everything in props that is drawn. */
  }, [drawn, theme]);
  return <div className="plot" role="img" aria-label={label} ref={box} />;
}
