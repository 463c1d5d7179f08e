/* A document that the server gives only after fresh proof: a plain link would meet its refusal. */
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { ProblemNotice } from './states.tsx';

interface ProvenDownloadProps {
  fetchIt: () => Promise<Blob>;
  fileName: string;
  children: ReactNode;
}

export function ProvenDownload({ fetchIt, fileName, children }: ProvenDownloadProps): ReactNode {
  const get = useMutation({
    mutationFn: fetchIt,
    onSuccess: (blob) => {
      const address = URL.createObjectURL(blob);
      const link = document.createElement('a');
      link.href = address;
      link.download = fileName;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    },
  });
  return (
    <>
      <Button onPress={() => get.mutate()} isPending={get.isPending}>
        {children}
      </Button>
      {get.error && <ProblemNotice error={get.error} />}
    </>
  );
}
