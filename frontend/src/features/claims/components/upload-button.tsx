/** Choose a file of a payer or clearinghouse and send it; anything is taken, the server reads it whole or refuses it. */
import { FileUp } from 'lucide-react';
import { FileTrigger } from 'react-aria-components';
import { Button } from '@/components/ui/button';

export function UploadButton({ label, isBusy, onFile }: { label: string; isBusy: boolean; onFile: (file: File) => void }) {
  const choose = (list: FileList | null) => {
    const file = list?.item(0);
    if (file) onFile(file);
  };
  return (
    <FileTrigger onSelect={choose}>
      <Button icon={<FileUp size={16} aria-hidden="true" />} busy={isBusy}>{label}</Button>
    </FileTrigger>
  );
}
