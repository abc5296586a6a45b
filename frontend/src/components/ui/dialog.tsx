/**
 * Modal dialogs: focus stays inside, Escape closes, the heading names them. A click beside one closes it as long as nothing has been
 * typed in it. When what opened it has gone with the act, focus goes to the nearest thing around it that is still there.
 */
import { X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button';
import { focusNearest, listAround } from './focus-home';

export interface DialogProps {
  title: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  width?: 'narrow' | 'normal' | 'wide';
  /** An alert dialog interrupts: it cannot be closed by a click beside it. */
  role?: 'dialog' | 'alertdialog';
}

export function Dialog({ title, isOpen, onClose, children, width = 'normal', role = 'dialog' }: DialogProps) {
  const { t } = useTranslation();
  const isTyped = useRef(false);
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      isDismissable={role === 'dialog'}
      shouldCloseOnInteractOutside={() => !isTyped.current}
      onOpenChange={(open) => { if (!open) onClose(); }}
    >
      <Modal className={`modal modal-${width}`}>
        <AriaDialog role={role} className="dialog">
          <header className="dialog-head">
            <Heading slot="title" className="dialog-title">{title}</Heading>
            <IconButton label={t('common.close')} icon={<X size={18} aria-hidden="true" />} onPress={onClose} />
          </header>
          <div className="dialog-body" onInput={() => { isTyped.current = true; }}>{children}</div>
          <WayBack onGone={() => { isTyped.current = false; }} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Lives as long as the dialog is open. */
function WayBack({ onGone }: { onGone: () => void }) {
  const [around] = useState(() => listAround(document.activeElement));
  const gone = useRef(onGone);
  useEffect(() => {
    const tell = gone.current;
    return () => {
      tell();
      focusNearest(around);
    };
  }, [around]);
  return null;
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <footer className="dialog-actions">{children}</footer>;
}
