/* A file in parts: what has come already is not sent again, a part that fails is tried three times,
 * and each part's hash is compared with what the server wrote down. */
import { api, at, Problem, taken } from './client.ts';
import type { Items, Upload } from './types.ts';

export const uploadsOf = (application: number, signal?: AbortSignal): Promise<Items<Upload>> =>
  taken<Items<Upload>>(
    api.GET('/api/applications/{id}/uploads', { params: at(application), ...(signal && { signal }) }),
  );

export const dropUpload = (id: number): Promise<unknown> =>
  taken<unknown>(api.DELETE('/api/uploads/{id}', { params: at(id) }));

/* Only where the browser has it: on the firm's own network the page may come without TLS. */
export async function hashOf(bytes: Blob): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const hash = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const TRIES = 3;

async function sendPart(upload: Upload, number: number, bytes: Blob): Promise<Upload> {
  const wanted = await hashOf(bytes);
  for (let attempt = 1; ; attempt++) {
    try {
      const next = await taken<Upload>(
        api.PUT('/api/uploads/{id}/parts/{key}', {
          params: { path: { id: upload.id, key: String(number) } },
          body: bytes,
          bodySerializer: () => bytes,
          headers: { 'Content-Type': 'application/octet-stream' },
        }),
      );
      const kept = next.parts.find((part) => part.number === number)?.sha256;
      if (wanted === null || kept === wanted) return next;
      if (attempt === TRIES) return next; /* the server finds it when it joins the parts */
    } catch (error) {
      /* A refusal stays one; a lost connection may come back. */
      if (error instanceof Problem || attempt === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000 * attempt));
    }
  }
}

export async function sendFile(
  application: number,
  file: File,
  onProgress: (share: number) => void,
): Promise<Upload> {
  const name = file.name.normalize('NFC');
  const { items } = await uploadsOf(application);
  let upload =
    items.find(
      (one) => one.upload_state === 'open' && one.name === name && one.size === file.size,
    ) ??
    (await taken<Upload>(
      api.POST('/api/applications/{id}/uploads', {
        params: at(application),
        body: { name, size: file.size },
      }),
    ));
  for (let number = 1; number <= upload.part_count; number++) {
    const from = (number - 1) * upload.part_size;
    if (!upload.parts.some((part) => part.number === number))
      upload = await sendPart(upload, number, file.slice(from, from + upload.part_size));
    onProgress(number / upload.part_count);
  }
  try {
    return await taken<Upload>(
      api.POST('/api/uploads/{id}/finish', { params: at(upload.id), body: { sha256: null } }),
    );
  } catch (error) {
    /* What is no file that we take does not become one by being sent again: its place is freed. */
    const isRefused = error instanceof Problem && (error.status === 422 || error.status === 413);
    if (isRefused) await dropUpload(upload.id);
    throw error;
  }
}
