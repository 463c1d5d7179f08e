/* The boxes in the factory: enrolled with a code, listed, ended with a reason. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { Device, DeviceCode, Items } from '../api/types.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, TextField } from '../kit/field.tsx';
import { formatTime } from '../kit/format.ts';
import { Badge, Card, Table } from '../kit/show.tsx';
import { ShownOnce } from '../kit/shown-once.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { OwnBoxes } from './evidence.tsx';

function Enrol(): ReactNode {
  const { t, language } = useWords();
  const [name, setName] = useState('');
  const enrol = useMutation({
    mutationFn: () =>
      taken<DeviceCode>(api.POST('/api/devices/enrolments', { body: { label: name.trim() } })),
    onSuccess: () => setName(''),
  });
  const { beside, rest } = useFieldErrors(enrol.error, ['label']);
  return (
    <Card title={t('devices.enrol')}>
      <p>{t('devices.enrol.why')}</p>
      <Form onSubmit={() => name.trim() && enrol.mutate()}>
        <TextField
          label={t('devices.label')}
          value={name}
          onChange={setName}
          maxLength={80}
          autoComplete="off"
          description={t('devices.label.note')}
          error={beside.label ?? null}
        />
        {rest !== null && <ProblemNotice error={rest} />}
        <Button kind="primary" type="submit" isPending={enrol.isPending} isDisabled={!name.trim()}>
          {t('devices.enrol.go')}
        </Button>
      </Form>
      {enrol.data && (
        <ShownOnce
          key={enrol.data.code}
          title={t('devices.code', { label: enrol.data.label })}
          values={[enrol.data.code]}
        >
          <p>{t('devices.code.until', { time: formatTime(enrol.data.expires_at, language) })}</p>
        </ShownOnce>
      )}
    </Card>
  );
}

function Revoke({ device, onClose }: { device: Device; onClose: () => void }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const revoke = useMutation({
    mutationFn: () =>
      taken<Device>(
        api.POST('/api/devices/{id}/revoke', {
          params: at(device.id),
          body: { reason: reason.trim() },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['devices'] });
      onClose();
    },
  });
  const { beside, rest } = useFieldErrors(revoke.error, ['reason']);
  return (
    <Dialog title={t('devices.revoke.of', { label: device.label })} onClose={onClose}>
      <p>{t('devices.revoke.what')}</p>
      <Form onSubmit={() => reason.trim() && revoke.mutate()}>
        <TextField
          label={t('devices.reason')}
          value={reason}
          onChange={setReason}
          maxLength={200}
          autoFocus
          error={beside.reason ?? null}
        />
        {rest !== null && <ProblemNotice error={rest} />}
        <div className="actions">
          <Button
            kind="danger"
            type="submit"
            isPending={revoke.isPending}
            isDisabled={!reason.trim()}
          >
            {t('devices.revoke')}
          </Button>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}

function DeviceTable({ devices }: { devices: readonly Device[] }): ReactNode {
  const { t, language } = useWords();
  const { role } = useSession();
  const [ending, setEnding] = useState<Device | null>(null);
  if (devices.length === 0) return <Empty title={t('devices.none')} />;
  const state = (device: Device): ReactNode => {
    if (device.revoked_at === null) return <Badge tone="ok">{t('devices.live')}</Badge>;
    return (
      <Badge tone="quiet">
        {device.replaced_by === null
          ? t('devices.revoked')
          : t('devices.replaced', { key: device.replaced_by })}
      </Badge>
    );
  };
  return (
    <>
      <Table
        caption={t('devices.list')}
        isCaptionHidden
        rows={devices}
        rowKey={(device) => device.id}
        columns={[
          { head: t('devices.label'), isRowHead: true, cell: (device) => device.label },
          { head: t('devices.key'), cell: (device) => device.id },
          {
            head: t('devices.since'),
            cell: (device) => formatTime(device.enrolled_at, language),
          },
          { head: t('case.state'), cell: state },
          {
            head: t('devices.ended'),
            cell: (device) => formatTime(device.revoked_at, language),
          },
          { head: t('devices.reason'), cell: (device) => device.reason || '—' },
          {
            head: t('common.do'),
            cell: (device) =>
              role === 'adopter_owner' &&
              device.revoked_at === null && (
                <Button kind="danger" onPress={() => setEnding(device)}>
                  {t('devices.revoke')}
                </Button>
              ),
          },
        ]}
      />
      {ending && <Revoke device={ending} onClose={() => setEnding(null)} />}
    </>
  );
}

export function DevicesPage(): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const query = useQuery({
    queryKey: ['devices'],
    queryFn: ({ signal }) => taken<Items<Device>>(api.GET('/api/devices', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('devices.title')}</h1>
        <p>{t('devices.why')}</p>
      </div>
      {role === 'adopter_owner' && <Enrol />}
      <OwnBoxes />
      <Card title={t('devices.list')}>
        <Answer query={query}>{({ items }) => <DeviceTable devices={items} />}</Answer>
      </Card>
    </>
  );
}
