/* Files of an application: dropped or chosen while it is a draft, read by those who decide. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { DropZone, FileTrigger, Text, type FileDropItem } from 'react-aria-components';
import type { Application, Upload } from '../api/types.ts';
import { dropUpload, sendFile, uploadsOf } from '../api/uploads.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { formatBytes } from '../kit/format.ts';
import { Card } from '../kit/show.tsx';
import { Answer, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const FILES_MAX = 3;
const endings = ['.pdf', '.hwpx', '.xlsx'];

function Sending({ name, share }: { name: string; share: number }): ReactNode {
  const { t } = useWords();
  return (
    <p className="field-note">
      <label>
        {t('files.sending', { name })} <progress value={share} max={1} />
      </label>
    </p>
  );
}

function Row({ upload, onDrop }: { upload: Upload; onDrop: (() => void) | null }): ReactNode {
  const { t } = useWords();
  return (
    <li className="file-row">
      {upload.upload_state === 'kept' ? (
        <a href={`/api/uploads/${upload.id}/file`} download>
          {upload.name}
        </a>
      ) : (
        <span>
          {upload.name} — {t('files.open', { done: upload.parts.length, all: upload.part_count })}
        </span>
      )}
      <span className="number">{formatBytes(upload.size)}</span>
      {onDrop && (
        <Button kind="quiet" onPress={onDrop} aria-label={t('files.drop.name', { name: upload.name })}>
          {t('files.drop')}
        </Button>
      )}
    </li>
  );
}

function Sender({ application }: { application: number }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [sent, setSent] = useState({ name: '', share: 0 });
  const send = useMutation({
    mutationFn: async (files: readonly File[]) => {
      for (const file of files) {
        setSent({ name: file.name, share: 0 });
        await sendFile(application, file, (share) => setSent({ name: file.name, share }));
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['uploads', application] }),
  });
  return (
    <>
      <DropZone
        className="drop"
        aria-label={t('files.here')}
        onDrop={(event) => {
          const items = event.items.filter((item): item is FileDropItem => item.kind === 'file');
          void Promise.all(items.map((item) => item.getFile())).then((files) => send.mutate(files));
        }}
      >
        <Text slot="label" className="drop-label">
          {t('files.here')}
        </Text>
        <FileTrigger
          acceptedFileTypes={endings}
          allowsMultiple
          onSelect={(files) => files && send.mutate([...files])}
        >
          <Button isPending={send.isPending}>{t('files.choose')}</Button>
        </FileTrigger>
        <p className="field-note">{t('files.what')}</p>
      </DropZone>
      {send.isPending && <Sending name={sent.name} share={sent.share} />}
      {send.error && <ProblemNotice error={send.error} />}
    </>
  );
}

export function Attachments({ application }: { application: Application }): ReactNode {
  const { t } = useWords();
  const session = useSession();
  const client = useQueryClient();
  const isOwn = session.organisation_id === application.adopter_id;
  const decides = ['operator_officer', 'operator_finance', 'reviewer', 'auditor'];
  const mayRead = isOwn || decides.includes(session.role);
  const mayWrite = isOwn && /^adopter_/.test(session.role);
  const isOpen = mayWrite && /^(draft|returned)$/.test(application.state);
  const query = useQuery({
    queryKey: ['uploads', application.id],
    queryFn: ({ signal }) => uploadsOf(application.id, signal),
    enabled: mayRead,
  });
  const drop = useMutation({
    mutationFn: dropUpload,
    onSettled: () => client.invalidateQueries({ queryKey: ['uploads', application.id] }),
  });
  if (!mayRead) return null;
  return (
    <Card title={t('files.title')}>
      <Answer query={query}>
        {({ items }) => (
          <>
            {items.length === 0 ? (
              !isOpen && <p>{t('files.none')}</p>
            ) : (
              <ul className="files" aria-label={t('files.title')}>
                {items.map((upload) => (
                  <Row
                    key={upload.id}
                    upload={upload}
                    onDrop={isOpen ? () => drop.mutate(upload.id) : null}
                  />
                ))}
              </ul>
            )}
            {isOpen && items.length < FILES_MAX && <Sender application={application.id} />}
          </>
        )}
      </Answer>
      {drop.error && <ProblemNotice error={drop.error} />}
    </Card>
  );
}
