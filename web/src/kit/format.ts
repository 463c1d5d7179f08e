/* Times in Korean standard time, durations and numbers as people read them. */
import type { Language } from '../api/types.ts';

const zone = 'Asia/Seoul';
const tag = (language: Language): string => (language === 'ko' ? 'ko-KR' : 'en-GB');

export function formatTime(text: string | null | undefined, language: Language): string {
  if (!text) return '—';
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(tag(language), {
    timeZone: zone,
    year: 'numeric',
    month: language === 'ko' ? 'numeric' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(date);
}

export function formatDay(text: string | null | undefined, language: Language): string {
  if (!text) return '—';
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(tag(language), {
    timeZone: zone,
    year: 'numeric',
    month: language === 'ko' ? 'long' : 'short',
    day: 'numeric',
  }).format(date);
}

export function formatClock(date: Date, language: Language): string {
  return new Intl.DateTimeFormat(tag(language), {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(date);
}

export function formatNumber(value: number, decimals = 0): string {
  return new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}

/* A number with the digits it deserves: 3 significant ones below a hundred, whole ones above. */
export function formatMeasure(value: number): string {
  const size = Math.abs(value);
  const decimals = size >= 100 || value === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return formatNumber(value, decimals);
}

/* An estimate and its half width with the digits that the half width leaves meaningful. */
export function formatEstimate(mean: number, halfWidth: number): [string, string] {
  if (halfWidth === 0) return [formatMeasure(mean), '0'];
  const decimals = halfWidth >= 3 ? 0 : halfWidth >= 0.3 ? 1 : halfWidth >= 0.03 ? 2 : 3;
  return [formatNumber(mean, decimals), formatNumber(halfWidth, decimals)];
}

export function formatPercent(share: number, decimals = 0): string {
  return `${formatNumber(share * 100, decimals)}%`;
}

const units: [number, string, string][] = [
  [86400, '일', 'd'],
  [3600, '시간', 'h'],
  [60, '분', 'min'],
  [1, '초', 's'],
];

/* The unit in which a length of time is best read, with the factor to seconds. */
export function spanUnit(seconds: number, language: Language): { factor: number; unit: string } {
  const row = units.find(([factor]) => Math.abs(seconds) >= factor) ?? units[units.length - 1]!;
  return { factor: row[0], unit: language === 'ko' ? row[1] : ` ${row[2]}` };
}

export function formatSpan(seconds: number, language: Language): string {
  const { factor, unit } = spanUnit(seconds, language);
  return `${formatMeasure(seconds / factor)}${unit}`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${formatNumber(bytes / 1024, 1)} KiB`;
  return `${formatNumber(bytes / 1024 / 1024, 1)} MiB`;
}
