/* The common members of a rule document, changed inside its text: what a form can do without
 * losing what it does not know. */

export interface RuleFunder {
  id: string;
  ko: string;
  en: string;
  share_bp: number;
  cap: number;
}
export interface RuleHead {
  ko: string;
  en: string;
  year: number;
  rules_version: number;
  unit: number;
  total: { min: number; max: number };
  funders: RuleFunder[];
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isText = (value: unknown): value is string => typeof value === 'string';

function isFunder(value: unknown): value is RuleFunder {
  const one = value as Partial<RuleFunder> | null;
  return (
    typeof one === 'object' &&
    one !== null &&
    isText(one.id) &&
    isText(one.ko) &&
    isText(one.en) &&
    isNumber(one.share_bp) &&
    isNumber(one.cap)
  );
}

/* null while the text is no document that the form can show. */
export function readHead(text: string): RuleHead | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const head = value as Partial<RuleHead> | null;
  if (typeof head !== 'object' || head === null || !isText(head.ko) || !isText(head.en)) return null;
  if (!isNumber(head.year) || !isNumber(head.rules_version) || !isNumber(head.unit)) return null;
  if (!isNumber(head.total?.min) || !isNumber(head.total.max)) return null;
  if (!Array.isArray(head.funders) || !head.funders.every(isFunder)) return null;
  return head as RuleHead;
}

/* The same text with the members of `change` in place of the old ones; everything else stays. */
export function writeHead(text: string, change: Partial<RuleHead>): string {
  return JSON.stringify({ ...(JSON.parse(text) as object), ...change }, null, 2);
}

export function writeFunder(text: string, id: string, change: Partial<RuleFunder>): string {
  const head = readHead(text);
  if (!head) return text;
  const funders = head.funders.map((one) => (one.id === id ? { ...one, ...change } : one));
  return writeHead(text, { funders });
}
