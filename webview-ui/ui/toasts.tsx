import { createContext, type ComponentChildren, type JSX } from 'preact';
import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import { messageOf, useApp } from '../client/app.js';
import { IconButton } from './controls.js';

export interface Toast {
  text: string;
  isError?: boolean;
  action?: { label: string; run: () => void };
}

interface Toasts {
  show: (toast: Toast) => void;
  /** Runs it, and tells when it fails. */
  attempt: (work: () => Promise<void>) => void;
}

const ToastContext = createContext<Toasts | null>(null);
const SHOWN_MS = 10_000;

/** What happened, told at the bottom of the panel and to screen readers. */
export function ToastArea({ children }: { children: ComponentChildren }): JSX.Element {
  const { t } = useApp();
  const [toast, setToast] = useState<Toast | null>(null);
  const attempt = useCallback((work: () => Promise<void>) => {
    work().catch((error: unknown) => setToast({ text: messageOf(error), isError: true }));
  }, []);
  useEffect(() => {
    if (!toast) return undefined;
    const timer = setTimeout(() => setToast(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <ToastContext.Provider value={{ show: setToast, attempt }}>
      {children}
      <div class="toast-area" role="status" aria-live="polite">
        {toast && (
          <div class={`toast${toast.isError ? ' error' : ''}`}>
            <span>{toast.text}</span>
            {toast.action && (
              <button
                type="button"
                class="button secondary"
                onClick={() => {
                  setToast(null);
                  toast.action?.run();
                }}
              >
                {toast.action.label}
              </button>
            )}
            <IconButton icon="close" label={t('Close')} onClick={() => setToast(null)} />
          </div>
        )}
      </div>
    </ToastContext.Provider>
  );
}

export function useToasts(): Toasts {
  const toasts = useContext(ToastContext);
  if (!toasts) throw new Error('There is no toast area around this component');
  return toasts;
}
