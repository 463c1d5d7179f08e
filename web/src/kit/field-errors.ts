/* A refusal that names a place of what was sent is said beside the field that holds it, and the
 * field takes the focus: a screen reader then says both. What belongs to no field is left for a
 * notice. */
import { useEffect } from 'react';
import { Problem } from '../api/client.ts';

export interface FieldErrors<Name extends string> {
  beside: Partial<Record<Name, string>>;
  rest: unknown;
}

export function fieldErrors<Name extends string>(
  error: unknown,
  names: readonly Name[],
): FieldErrors<Name> {
  const place = error instanceof Problem ? (error.path ?? '').replace(/^(\/|query\.)/, '') : '';
  /* "to" and "to_id" are one field to the reader. */
  const name = names.find((one) => one === place || one === `${place}_id`);
  if (!name || !(error instanceof Problem)) return { beside: {}, rest: error };
  const text = [error.message, error.remedy].filter(Boolean).join('. ');
  return { beside: { [name]: text } as Partial<Record<Name, string>>, rest: null };
}

export function useFieldErrors<Name extends string>(
  error: unknown,
  names: readonly Name[],
): FieldErrors<Name> {
  const found = fieldErrors(error, names);
  const isBeside = error !== null && found.rest === null;
  useEffect(() => {
    if (isBeside) document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus();
  }, [error, isBeside]);
  return found;
}
