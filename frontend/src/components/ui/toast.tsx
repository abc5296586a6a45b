/** Short messages after an act, announced politely; an error stays until it is closed. */
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  Button, Text, UNSTABLE_Toast as Toast, UNSTABLE_ToastContent as ToastContent, UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';

interface Message {
  tone: 'success' | 'error';
  text: string;
}

const queue = new ToastQueue<Message>({ maxVisibleToasts: 4 });

export const toast = {
  success: (text: string) => void queue.add({ tone: 'success', text }, { timeout: 5_000 }),
  error: (text: string) => void queue.add({ tone: 'error', text }),
  clear: () => queue.clear(),
};

export function Toasts() {
  const { t } = useTranslation();
  return (
    <ToastRegion queue={queue} className="toasts" aria-label={t('common.messages')}>
      {({ toast: item }) => (
        <Toast toast={item} className={`toast toast-${item.content.tone}`}>
          {item.content.tone === 'success' ? <CircleCheck size={18} aria-hidden="true" /> : <CircleAlert size={18} aria-hidden="true" />}
          <ToastContent className="toast-text"><Text slot="title">{item.content.text}</Text></ToastContent>
          <Button slot="close" className="btn btn-quiet btn-icon" aria-label={t('common.close')}><X size={16} aria-hidden="true" /></Button>
        </Toast>
      )}
    </ToastRegion>
  );
}
