/* What the operating body looked up for a payment: whose it is, what came of it, and the hash of
 * its paper. The paper itself stays where it is. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done } from '../api/client.ts';
import type { Project, TrancheProof } from '../api/selection.ts';
import type { Agreement } from '../api/types.ts';
import { Button } from '../kit/button.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { PaperField, type Paper } from './paper-field.tsx';

export function RecordProof({
  agreement,
  proofs,
  project,
}: {
  agreement: Agreement;
  proofs: readonly TrancheProof[];
  project: Project;
}): ReactNode {
  const { t, name } = useWords();
  const client = useQueryClient();
  const houses: [number | null | undefined, string][] = [
    [agreement.adopter_id, agreement.adopter ?? ''],
    [project.supplier_id, project.supplier ?? ''],
  ];
  const [kind, setKind] = useState((proofs.find((one) => !one.met) ?? proofs[0])?.id ?? '');
  const [house, setHouse] = useState(String(agreement.adopter_id ?? ''));
  const [good, setGood] = useState('1');
  const [until, setUntil] = useState('');
  const [reference, setReference] = useState('');
  const [paper, setPaper] = useState<Paper | null>(null);
  const isReady = kind !== '' && house !== '' && reference.trim() !== '';
  const record = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/agreements/{id}/proofs', {
          params: at(agreement.id),
          body: {
            kind,
            organisation_id: Number(house),
            good: good === '1',
            reference: reference.trim(),
            ...(until && { until }),
            ...(paper && { sha256: paper.sha256 }),
          },
        }),
      ),
    onSuccess: () => {
      setReference('');
      setPaper(null);
      void client.invalidateQueries({ queryKey: ['proofs', agreement.id] });
    },
  });
  if (proofs.length === 0) return null;
  return (
    <details className="more">
      <summary>{t('sel.proof.record')}</summary>
      <Form onSubmit={() => isReady && record.mutate()}>
        <SelectField
          label={t('sel.proof.kind')}
          value={kind}
          onChange={setKind}
          choices={proofs.map((one) => ({ value: one.id, text: name(one) }))}
        />
        <SelectField
          label={t('sel.proof.of')}
          value={house}
          onChange={setHouse}
          choices={houses
            .filter(([id]) => id != null)
            .map(([id, text]) => ({ value: String(id), text }))}
        />
        <SelectField
          label={t('sel.proof.result')}
          value={good}
          onChange={setGood}
          choices={[
            { value: '1', text: t('sel.proof.good') },
            { value: '0', text: t('sel.proof.bad') },
          ]}
        />
        <TextField label={t('sel.proof.until')} type="date" value={until} onChange={setUntil} />
        <TextField
          label={t('sel.proof.reference')}
          value={reference}
          onChange={setReference}
          description={t('sel.proof.reference.note')}
        />
        <PaperField paper={paper} onChange={setPaper} />
        {record.error && <ProblemNotice error={record.error} />}
        {record.isSuccess && <Notice kind="ok" title={t('sel.proof.kept')} />}
        <Button type="submit" isDisabled={!isReady} isPending={record.isPending}>
          {t('sel.proof.go')}
        </Button>
      </Form>
    </details>
  );
}
